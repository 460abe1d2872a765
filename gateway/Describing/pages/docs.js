// Settings of the reading pages that only the browser knows, and mends of what their library says badly, or
// not at all, to those who do not see them. Links that lead out of the platform are taken away.

/** Requests are tried at the address that the page came from, under whatever name it was reached. */
export default { servers: [{ url: location.origin, description: 'This platform' }] };

document.documentElement.lang = 'en';

/**
 * A field with suggestions has to say whether they are shown. Some fields say that they have suggestions and
 * have none: they are plain fields.
 */
const mendFields = () => {
  for (const field of document.querySelectorAll('[role="combobox"]:not([aria-expanded])')) {
    if (field.isContentEditable) {
      field.setAttribute('role', 'textbox');
      field.removeAttribute('aria-autocomplete');
    } else {
      field.setAttribute('aria-expanded', 'true');
    }
  }
};

/** Code that is shown has a name, and a button controls nothing that is not there. */
const mendCode = () => {
  for (const code of document.querySelectorAll('.cm-content:not([aria-label])')) {
    code.setAttribute('aria-label', 'Content');
  }
  for (const button of document.querySelectorAll('button[aria-controls][aria-label^="Copy"]')) {
    if (document.getElementById(button.getAttribute('aria-controls')) === null) {
      button.removeAttribute('aria-controls');
    }
  }
};

/** What is opened by an arrow alone, such as the scopes of an operation, is named. */
const mendArrows = () => {
  for (const button of document.querySelectorAll('button[aria-expanded]:not([aria-label])')) {
    if (button.textContent.trim() === '' && !button.hasAttribute('aria-labelledby')) {
      button.setAttribute('aria-label', 'Details');
    }
  }
};

/** An example is no landmark: a page would have hundreds with one name. */
const mendLandmarks = () => {
  for (const example of document.querySelectorAll('.response-card[role="region"]')) {
    for (const attribute of ['role', 'aria-label', 'aria-labelledby']) {
      example.removeAttribute(attribute);
    }
  }
};

/** What lies behind an open dialog cannot be reached, and so is not a second main part of the page. */
const mendDialog = () => {
  const dialog = document.querySelector('.scalar-client--open');
  document.querySelector('.references-rendered')?.toggleAttribute('inert', dialog !== null);
  dialog?.querySelector('section[aria-label^="Notifications"]')
    ?.setAttribute('aria-label', 'Notifications of the request');
  for (const button of document.querySelectorAll('button[role="none"]')) {
    button.removeAttribute('role');
  }
};

/** Advertisements of the library's makers, and the licence, whose link has no name. */
const removeLinksOut = () => {
  for (const link of document.querySelectorAll('a[href]')) {
    if (link.origin !== location.origin) {
      link.remove();
    }
  }
};

const mend = () => {
  mendFields();
  mendCode();
  mendArrows();
  mendLandmarks();
  mendDialog();
  removeLinksOut();
};

new MutationObserver(mend).observe(document, {
  childList: true, subtree: true, attributes: true, attributeFilter: ['class', 'role'],
});
mend();
