"""Simple drawings for courses, our own, as SVG. They carry no words, so that every language can use them."""

from __future__ import annotations

_FRAME = '<rect x="1" y="1" width="318" height="138" rx="6" fill="#f3f6fa" stroke="#33475b" stroke-width="2"/>'
_PERSON = '<circle cx="{x}" cy="52" r="12"/><path d="M{a} 108v-22a18 18 0 0 1 36 0v22z"/>'


def _person(x: int, *, colour: str) -> str:
    return f'<g fill="{colour}">{_PERSON.format(x=x, a=x - 18)}</g>'


_INK, _BLUE, _GREY, _GREEN = "#33475b", "#1f5fa8", "#8796a5", "#2e7d4f"
_PICTURES = {
    "counter": _person(90, colour=_GREY)
    + _person(230, colour=_BLUE)
    + f'<rect x="130" y="82" width="60" height="34" fill="{_INK}"/>'
    f'<rect x="120" y="76" width="80" height="8" fill="{_INK}"/>',
    "paper-judge": f'<rect x="105" y="16" width="110" height="108" fill="#fff" stroke="{_INK}" stroke-width="2"/>'
    f'<path d="M130 34h60M120 54h80M120 66h80M120 78h56" stroke="{_GREY}" stroke-width="4"/>'
    f'<path d="M124 106c14-14 18 8 30-6s18 6 30-4" fill="none" stroke="{_BLUE}" stroke-width="3"/>'
    f'<circle cx="196" cy="104" r="12" fill="{_GREEN}"/>'
    '<path d="M190 104l4 5 8-9" fill="none" stroke="#fff" stroke-width="3"/>',
    "phone": _person(110, colour=_BLUE) + f'<rect x="190" y="26" width="50" height="88" rx="8" fill="{_INK}"/>'
    '<rect x="196" y="36" width="38" height="62" fill="#fff"/>'
    f'<path d="M140 62q24-20 44 0" fill="none" stroke="{_GREEN}" stroke-width="4"/>',
    "notebook": f'<rect x="100" y="18" width="120" height="104" rx="4" fill="#fff" stroke="{_INK}" stroke-width="2"/>'
    f'<path d="M118 18v104" stroke="{_BLUE}" stroke-width="3"/>'
    f'<path d="M130 42h74M130 60h74M130 78h50" stroke="{_GREY}" stroke-width="4"/>'
    f'<path d="M178 104l34-34 8 8-34 34-11 3z" fill="{_GREEN}"/>',
    "step-aside": f'<rect x="140" y="22" width="46" height="94" fill="#fff" stroke="{_INK}" stroke-width="3"/>'
    f'<circle cx="178" cy="70" r="4" fill="{_INK}"/>'
    + _person(70, colour=_GREY)
    + _person(254, colour=_BLUE)
    + f'<path d="M214 126h60m-10-8l10 8-10 8" fill="none" stroke="{_GREEN}" stroke-width="4"/>',
    "site": f'<path d="M40 116V60l50-30 50 30v56z" fill="#fff" stroke="{_INK}" stroke-width="3"/>'
    f'<rect x="78" y="82" width="24" height="34" fill="{_BLUE}"/>'
    f'<path d="M160 116V70h120v46" fill="none" stroke="{_INK}" stroke-width="3"/>'
    f'<path d="M184 116V70m24 46V70m24 46V70m24 46V70" stroke="{_GREY}" stroke-width="3"/>',
}
NAMES = frozenset(_PICTURES)


def drawing(name: str) -> str:
    """Return a drawing as SVG that stands in a page; its description stands beside it. :raises KeyError: if unknown"""
    return f'<svg viewBox="0 0 320 140" aria-hidden="true" focusable="false">{_FRAME}{_PICTURES[name]}</svg>'
