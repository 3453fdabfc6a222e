// Style sheets that not every visit needs.

/** Adds a style sheet of the page to the document. @param {URL} address @returns {Promise<CSSStyleSheet | null>} */
export function loadStyles(address) {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = address.href;
  document.head.append(link);
  return new Promise((resolve, reject) => {
    link.onload = () => resolve(link.sheet);
    link.onerror = () => {
      link.remove();
      reject(new Error(`${address.href} does not load`));
    };
  });
}
