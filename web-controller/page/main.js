// Starts the page.

import { App } from './app.js';
import { loadLanguage } from './i18n/texts.js';

new App(await loadLanguage(navigator.languages)).start();
// Takes effect only where the certificate is good, and does no harm where it is not.
void navigator.serviceWorker?.register('./sw.js').catch(() => {});
