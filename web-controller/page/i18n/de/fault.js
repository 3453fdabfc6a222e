// The German of `en/fault.js`.

/** @type {typeof import('../en/fault.js').default} */
const DE = {
  offline: ['Dieses Telefon hat kein Netz.', 'Geh in das WLAN, in dem das Spiel ist.'],
  full: [
    'Das Relais ist für dieses Netz voll.',
    'Schließe diese Seite in anderen Tabs und auf Telefonen, die nicht mitspielen.',
  ],
  busy: ['Das Relais hat eine Störung.', 'Dieses Telefon versucht es weiter.'],
  certificate: [
    'Dieser Browser lehnt das Zertifikat des Spiels ab.',
    'Scanne den anderen Code des Spiels oder öffne diesen Link in einem anderen Browser.',
  ],
  socket: [
    'Die Seite kommt durch, die Verbindung nicht.',
    'Eine Firewall oder ein Proxy sperrt sie, oder das Relais ist für dieses Netz voll. Versuche ein anderes Netz.',
  ],
  foreign: [
    'Statt des Spiels antwortet etwas anderes.',
    'Melde dich in diesem WLAN an oder geh in das, in dem das Spiel ist.',
  ],
  gone: ['Das Spiel ist weg.', 'Starte es am großen Bildschirm neu und scanne den neuen Code.'],
  lost: ['Das Spiel antwortet nicht mehr.', 'Es ist zu Ende, oder dieses Telefon ist jetzt in einem anderen Netz.'],
  unreachable: [
    'Das Spiel ist nicht erreichbar.',
    'Es ist zu Ende, dieses Telefon ist in einem anderen Netz, oder eine Firewall sperrt es aus. Geh in das WLAN des Spiels und scanne den Code noch einmal.',
  ],
  firewall: [
    'Vom Spiel kommt nichts zurück.',
    'Eine Firewall sperrt dieses Telefon aus, oder es ist in einem anderen Netz. Lass das Spiel durch die Firewall oder geh in sein WLAN.',
  ],
  apart: [
    'Das Spiel ist nicht erreichbar.',
    'Telefon und Spiel müssen im selben Netz sein, und es muss sie miteinander reden lassen. Sonst scanne den anderen Code des Spiels.',
  ],
  blocked: [
    'Dieser Browser hält die Seite vom lokalen Netz fern.',
    'Erlaube es in seinen Einstellungen oder scanne den anderen Code des Spiels.',
  ],
  unsupported: [
    'Diesem Browser fehlt WebRTC.',
    'Öffne diesen Link in einem anderen Browser oder scanne den anderen Code des Spiels.',
  ],
  refused: ['Wo das Spiel war, antwortet ein anderes Programm.', 'Scanne den neuen Code auf dem großen Bildschirm.'],
  link: ['Dieser Link ist nicht vollständig.', 'Scanne den Code auf dem großen Bildschirm noch einmal.'],
};

export default DE;
