// Starts the page.

import { App } from './app.js';
import { loadLanguage } from './i18n/texts.js';

new App(await loadLanguage(navigator.languages)).start();
// Only where the certificate is good, and of no consequence where it is not.
void navigator.serviceWorker?.register('./sw.js').catch(() => {});
