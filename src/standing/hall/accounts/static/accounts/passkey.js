// Says in words that a passkey did not work; without it the page would stay silent.
(function () {
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    const place = document.getElementById('passkey-problem')
    if (place) {
      place.hidden = false
      place.focus()
    }
  })
})()
