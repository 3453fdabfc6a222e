// Style sheets that not every visit needs.

/** Adds a style sheet of the page to the document. @param {string} name @returns {Promise<CSSStyleSheet | null>} */
export function loadStyles(name) {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = new URL(name, import.meta.url).href;
  document.head.append(link);
  return new Promise((resolve, reject) => {
    link.onload = () => resolve(link.sheet);
    link.onerror = () => {
      link.remove();
      reject(new Error(`${name} does not load`));
    };
  });
}
