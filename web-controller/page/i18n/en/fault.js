// Reasons for a missing connection, with remedies.

/**
 * `full`: the relay turns this address away; `busy`: it fails; `socket`: only pages come through; `foreign`: something else
 * answers; `gone`: there is no such room; `lost` and `unreachable`: nothing can be reached, any more or at all; `firewall`: nothing
 * comes back. Without a relay: `apart`, `blocked`, `unsupported`, `refused` as in webrtc.js, and `link`: it names no game.
 * @typedef {'offline' | 'full' | 'busy' | 'certificate' | 'socket' | 'foreign' | 'gone' | 'lost' | 'unreachable' | 'firewall'
 *   | 'apart' | 'blocked' | 'unsupported' | 'refused' | 'link'} Fault
 */
/** @typedef {Readonly<Record<Fault, readonly [why: string, mend: string]>>} FaultTexts */

/** @type {FaultTexts} */
const EN = {
  offline: ['This phone has no network.', 'Join the Wi-Fi that the game is on.'],
  full: ['The relay is full for this network.', 'Close this page in other tabs and on phones that do not play.'],
  busy: ['The relay has a problem.', 'This phone keeps trying.'],
  certificate: [
    'This browser refuses the game’s certificate.',
    'Scan the game’s other code, or open this link in another browser.',
  ],
  socket: [
    'The page gets through, but the connection does not.',
    'A firewall or proxy blocks it, or the relay is full for this network. Try another network.',
  ],
  foreign: [
    'Something else answers instead of the game.',
    'Sign in to this Wi-Fi, or join the one that the game is on.',
  ],
  gone: ['The game has gone.', 'Start it again on the big screen and scan the new code.'],
  lost: ['The game does not answer any more.', 'It has ended, or this phone is on another network now.'],
  unreachable: [
    'The game cannot be reached.',
    'It has ended, this phone is on another network, or a firewall keeps it out. Join the game’s Wi-Fi and scan the code again.',
  ],
  firewall: [
    'Nothing comes back from the game.',
    'A firewall keeps this phone out, or it is on another network. Let the game through the firewall, or join its Wi-Fi.',
  ],
  apart: [
    'The game cannot be reached.',
    'Phone and game must be on one network that lets devices talk to each other. Otherwise, scan the game’s other code.',
  ],
  blocked: [
    'This browser keeps the page from the local network.',
    'Allow it in the browser’s settings, or scan the game’s other code.',
  ],
  unsupported: ['This browser has no WebRTC.', 'Open this link in another browser, or scan the game’s other code.'],
  refused: ['Another program answers where the game was.', 'Scan the new code on the big screen.'],
  link: ['This link is not complete.', 'Scan the code on the big screen again.'],
};

export default EN;
