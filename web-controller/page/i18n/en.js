// English: the texts that play begins with; the other sections are loaded a little later or on demand.
//
// A new language is such a file with a folder of sections beside it, and a line in `texts.js`.

export const texts = {
  pageTitle: 'Full Tilt',

  codeLead: 'Your phone is the controller.',
  codeLabel: 'Code on the big screen',
  codeJoin: 'Join',

  roomLabel: 'Room',
  nameLabel: 'Your name',
  nameOther: 'Another name',
  play: 'Play',
  playHint: 'One tap starts the sensors',
  playTouch: 'Play by touch',

  statusConnecting: 'Connecting…',
  statusConnected: 'Connected',
  statusNoGame: 'Waiting for the game',
  statusReconnecting: 'Reconnecting…',
  statusClosed: 'Not connected',
  byRelay: 'relay {ms} ms',
  direct: 'direct {ms} ms',

  promptStarting: 'Waiting for the sensors…',
  promptAsleep: 'Asleep. Look at this page to steer.',
  promptReconnecting: 'The connection is lost. Coming back…',
  promptGone: 'The game has probably ended. Scan the new code.',
  promptNoGame: 'The game is away for a moment.',
  promptWait: 'Look at the big screen',
  promptLobby: 'Tap to start',
  promptCountdown: 'Get ready',
  promptTilt: 'Tilt to steer',
  promptTouch: 'Touch left or right to steer',
  promptOut: 'Out! Watch the others',
  promptResults: 'Tap to play again',
  holdHint: 'Hold anywhere to set the centre',
  pressLabel: 'Tap for the next round; hold to set the centre',
  score: 'Score',
  best: 'Best',
  centred: 'Centre set',
  needleLabel: 'Tilt of the phone between full left and full right',
  steerLabel: 'Steering',

  noticePaused: 'Paused. Tap to resume.',
  noticeResumed: 'On you go.',
  noticeTipIt: 'Tip the phone to the side, like a tray.',

  menu: 'Menu',

  endAgain: 'Try again',
  endOther: 'Type another code',
};

/** The other sections. */
export const more = () => import('./en/more.js');
