// The endings of a visit: a title, a sentence, and the label of the button that tries again, if there is one.
// Loaded a little after the start, so that the texts are there when the game is not.

/** @typedef {import('../../net/relay.js').EndReason} EndReason */
/** @typedef {readonly [title: string, text: string, again?: string]} Ending */
/** The direct path's troubles that are more precise than "unreachable". @typedef {'unreachable_blocked' | 'unreachable_unsupported' | 'unreachable_refused'} NoWay */
/** @typedef {Readonly<Record<EndReason | NoWay, Ending>>} Endings */

/** @type {Endings} */
const EN = {
  replaced: ['Playing elsewhere', 'Another tab or phone took this place.', 'Play here instead'],
  version: [
    'This page is out of date',
    'The page and the server do not speak the same version. Reload the page.',
    'Reload',
  ],
  refused: [
    'Your seat is gone',
    'The server did not accept this phone’s seat. Join once more to take a new one.',
    'Join again',
  ],
  no_room: ['No such room', 'There is no room with this code. It may have ended, or the code was mistyped.'],
  room_closed: ['The room is closed', 'The game has ended. Start it again on the big screen and scan the new code.'],
  full: ['The room is full', 'Every seat is taken. Try again when somebody has left.', 'Try again'],
  kicked: ['You were removed', 'The host took this phone out of the room.', 'Join again'],
  locked: ['The room is locked', 'The host lets nobody new in at the moment.', 'Try again'],
  too_fast: ['Disconnected', 'This phone sent too many messages, so the server closed the connection.', 'Try again'],
  left: ['You have left', 'Your seat is free for somebody else.', 'Join again'],
  unreachable: [
    'No way to the game',
    'Phone and game must be in the same network, and it must let them talk. Else scan the game’s other code.',
    'Try again',
  ],
  unreachable_blocked: [
    'No way to the game',
    'This browser keeps the page from the local network. Allow it in the browser’s settings, or scan the game’s other code.',
    'Try again',
  ],
  unreachable_unsupported: [
    'No way to the game',
    'This browser has no WebRTC. Open the link in another browser, or scan the game’s other code.',
    'Try again',
  ],
  unreachable_refused: [
    'No way to the game',
    'Another program answered where the game was. Scan the new code on the big screen.',
    'Try again',
  ],
  odd: ['Disconnected', 'The server closed the connection and gave no reason.', 'Try again'],
};

export default EN;
