// What the menu says about the way to the game, and why it is not the direct one as far as a page can know.

const EN = {
  isDirect: 'Direct',
  isRelay: 'By the relay',
  direct: 'The phone talks straight to the game, over this network.',
  coming: 'A direct way is being tried.',
  none: 'The game offers no direct way.',
  unsupported: 'This browser has no WebRTC, which the direct way needs.',
  blocked: 'This browser keeps the page from the local network.',
  unreachable:
    'The direct way got no answer: phone and game are in different networks, or the network keeps devices apart, or a firewall does.',
  refused: 'Another program answered on the direct way. Scan the code again.',
  over: 'The direct way has broken off and is being tried again.',
};

/** @typedef {keyof typeof EN} WayKey */

/** @type {Record<WayKey, string>} */
const DE = {
  isDirect: 'Direkt',
  isRelay: 'Per Relais',
  direct: 'Das Telefon spricht direkt mit dem Spiel, über dieses Netz.',
  coming: 'Ein direkter Weg wird versucht.',
  none: 'Das Spiel bietet keinen direkten Weg an.',
  unsupported: 'Diesem Browser fehlt WebRTC, das der direkte Weg braucht.',
  blocked: 'Dieser Browser hält die Seite vom lokalen Netz fern.',
  unreachable:
    'Auf dem direkten Weg kam keine Antwort: Telefon und Spiel sind in verschiedenen Netzen, oder das Netz oder eine Firewall trennt sie.',
  refused: 'Auf dem direkten Weg antwortete ein anderes Programm. Scanne den Code noch einmal.',
  over: 'Der direkte Weg ist abgebrochen und wird wieder versucht.',
};

/** @type {{ en: Record<WayKey, string> } & Record<string, Record<WayKey, string>>} */
export const WAYS = { en: EN, de: DE };
