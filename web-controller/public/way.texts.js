// What the menu says about the way to the game, and why it is not the direct one as far as a page can know.

const EN = {
  direct: 'The phone talks straight to the game, over this network.',
  coming: 'The game is reached by the relay. A direct way is being tried.',
  none: 'The game is reached by the relay; it offers no direct way.',
  unsupported: 'The game is reached by the relay: this browser has no WebRTC, which the direct way needs.',
  blocked: 'The game is reached by the relay: this browser keeps the page from the local network.',
  unreachable:
    'The game is reached by the relay. The direct way got no answer: phone and game are in different networks, or the network keeps devices apart, or a firewall does.',
  refused: 'The game is reached by the relay: another program answered on the direct way. Scan the code again.',
  over: 'The game is reached by the relay. The direct way has broken off and is being tried again.',
};

/** @typedef {keyof typeof EN} WayKey */

/** @type {Record<WayKey, string>} */
const DE = {
  direct: 'Das Telefon spricht direkt mit dem Spiel, über dieses Netz.',
  coming: 'Das Spiel ist über das Relais verbunden. Ein direkter Weg wird versucht.',
  none: 'Das Spiel ist über das Relais verbunden; es bietet keinen direkten Weg an.',
  unsupported: 'Das Spiel ist über das Relais verbunden: Diesem Browser fehlt WebRTC, das der direkte Weg braucht.',
  blocked: 'Das Spiel ist über das Relais verbunden: Dieser Browser hält die Seite vom lokalen Netz fern.',
  unreachable:
    'Das Spiel ist über das Relais verbunden. Auf dem direkten Weg kam keine Antwort: Telefon und Spiel sind in verschiedenen Netzen, oder das Netz oder eine Firewall trennt sie.',
  refused: 'Das Spiel ist über das Relais verbunden: Auf dem direkten Weg antwortete ein anderes Programm. Scanne den Code noch einmal.',
  over: 'Das Spiel ist über das Relais verbunden. Der direkte Weg ist abgebrochen und wird wieder versucht.',
};

/** @type {Record<string, Record<WayKey, string>>} */
export const WAYS = { en: EN, de: DE };
