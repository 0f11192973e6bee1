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

  // The form is sent once the device has answered, not by the button itself.
  const add = document.getElementById('mfa_webauthn_add')
  if (add) {
    add.form.addEventListener('submit', function (event) { event.preventDefault() })
  }
})()
