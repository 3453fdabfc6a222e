// Reasons why tilting does not work, with remedies; loaded only then.

/** @typedef {import('../../input/sensors.js').MissingReason} MissingReason */
/** A sentence for each reason, and one on what helps. @typedef {Record<MissingReason | `${MissingReason}_mend`, string>} MissingTexts */

/** @type {MissingTexts} */
const EN = {
  denied: 'Motion access was refused.',
  denied_mend: 'To tilt, close the browser completely, scan the code again and allow motion.',
  blocked: 'Motion access is refused for this site.',
  blocked_mend: 'To tilt, allow motion sensors in the site settings beside the address, then reload.',
  none: 'This device has no motion sensor.',
  none_mend: 'To tilt, open the link on a phone.',
  silent: 'The motion sensor does not answer.',
  silent_mend: 'To tilt, open the link in Safari or Chrome itself and allow motion sensors for this site.',
  insecure: 'Motion sensors need a secure (https) page.',
  insecure_mend: 'To tilt, open the https link that the game shows.',
  lost: 'The motion sensor has gone silent.',
  lost_mend: 'Steering comes back to tilt as soon as it answers.',
  in_app: 'This app’s browser has no motion sensor.',
  in_app_mend: 'To tilt, open this link in Safari or Chrome.',
};

export default EN;
