// The German of `en/end.js`.

/** @type {typeof import('../en/end.js').default} */
const DE = {
  replaced: [
    'Woanders geöffnet',
    'Ein anderer Tab oder ein anderes Telefon hat diesen Platz übernommen.',
    'Hier weiterspielen',
  ],
  version: [
    'Diese Seite ist veraltet',
    'Seite und Server sprechen nicht dieselbe Version. Lade die Seite neu.',
    'Neu laden',
  ],
  refused: [
    'Dein Platz ist weg',
    'Der Server kennt den Platz dieses Telefons nicht mehr. Tritt noch einmal bei.',
    'Wieder mitspielen',
  ],
  no_room: [
    'Kein solcher Raum',
    'Zu diesem Code gibt es keinen Raum. Er ist vielleicht vorbei, oder der Code ist vertippt.',
  ],
  room_closed: [
    'Der Raum ist zu',
    'Das Spiel ist beendet. Starte es am großen Bildschirm neu und scanne den neuen Code.',
  ],
  full: ['Der Raum ist voll', 'Alle Plätze sind besetzt. Versuche es wieder, wenn jemand gegangen ist.', 'Noch einmal'],
  kicked: ['Du wurdest entfernt', 'Der Gastgeber hat dieses Telefon aus dem Raum genommen.', 'Wieder mitspielen'],
  locked: ['Der Raum ist gesperrt', 'Der Gastgeber lässt gerade niemanden neu herein.', 'Noch einmal'],
  too_fast: [
    'Getrennt',
    'Dieses Telefon hat zu viele Nachrichten geschickt, deshalb hat der Server getrennt.',
    'Noch einmal',
  ],
  left: ['Du bist gegangen', 'Dein Platz ist für andere frei.', 'Wieder mitspielen'],
  unreachable: [
    'Kein Weg zum Spiel',
    'Telefon und Spiel müssen im selben Netz sein, und es muss sie miteinander reden lassen. Sonst scanne den anderen Code des Spiels.',
    'Noch einmal',
  ],
  unreachable_blocked: [
    'Kein Weg zum Spiel',
    'Dieser Browser hält die Seite vom lokalen Netz fern. Erlaube es in seinen Einstellungen oder scanne den anderen Code des Spiels.',
    'Noch einmal',
  ],
  unreachable_unsupported: [
    'Kein Weg zum Spiel',
    'Diesem Browser fehlt WebRTC. Öffne den Link in einem anderen Browser oder scanne den anderen Code des Spiels.',
    'Noch einmal',
  ],
  unreachable_refused: [
    'Kein Weg zum Spiel',
    'Wo das Spiel war, antwortete ein anderes Programm. Scanne den neuen Code auf dem großen Bildschirm.',
    'Noch einmal',
  ],
  odd: ['Getrennt', 'Der Server hat ohne Grund getrennt.', 'Noch einmal'],
};

export default DE;
