// Starts the page.

import { App } from './app.js';
import { loadTexts } from './i18n/texts.js';

new App(await loadTexts(navigator.languages)).start();
// Only where the certificate is good, and of no consequence where it is not.
void navigator.serviceWorker?.register('./sw.js').catch(() => {});
