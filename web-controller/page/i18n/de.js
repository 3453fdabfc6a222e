// German, as `en.js` is English.

/** @type {typeof import('./en.js').texts} */
export const texts = {
  pageTitle: 'Full Tilt',

  codeLead: 'Dein Telefon ist der Controller.',
  codeLabel: 'Code vom großen Bildschirm',
  codeJoin: 'Mitspielen',

  roomLabel: 'Raum',
  nameLabel: 'Dein Name',
  nameOther: 'Anderer Name',
  play: 'Los',
  playHint: 'Ein Tipp startet die Sensoren',
  playTouch: 'Mit dem Finger spielen',

  statusConnecting: 'Verbinde…',
  statusConnected: 'Verbunden',
  statusNoGame: 'Warte auf das Spiel',
  statusReconnecting: 'Verbinde neu…',
  statusClosed: 'Nicht verbunden',
  byRelay: 'Relais {ms} ms',
  direct: 'direkt {ms} ms',

  promptStarting: 'Warte auf die Sensoren…',
  promptAsleep: 'Eingeschlafen. Öffne diese Seite, um zu lenken.',
  promptReconnecting: 'Die Verbindung ist weg. Sie kommt wieder…',
  promptGone: 'Das Spiel ist wohl zu Ende. Scanne den neuen Code.',
  promptNoGame: 'Das Spiel ist gerade nicht da.',
  promptWait: 'Schau auf den großen Bildschirm',
  promptLobby: 'Tippe zum Starten',
  promptCountdown: 'Gleich geht es los',
  promptTilt: 'Neige das Telefon',
  promptTouch: 'Tippe links oder rechts',
  promptOut: 'Raus! Schau den anderen zu',
  promptResults: 'Tippe für noch eine Runde',
  holdHint: 'Lange drücken setzt die Mitte',
  pressLabel: 'Tippen für die nächste Runde; lange drücken setzt die Mitte',
  score: 'Punkte',
  best: 'Rekord',
  centred: 'Mitte gesetzt',
  needleLabel: 'Neigung des Telefons zwischen ganz links und ganz rechts',
  steerLabel: 'Lenkung',

  noticePaused: 'Pause. Tippe zum Weiterspielen.',
  noticeResumed: 'Weiter geht’s.',
  noticeTipIt: 'Neige das Telefon zur Seite wie ein Tablett.',

  menu: 'Menü',

  endAgain: 'Noch einmal',
  endOther: 'Anderen Code eingeben',
};

/** @type {import('./texts.js').Language['more']} */
export const more = () => import('./de/more.js');
