// The German of `en/way.js`.

/** @type {typeof import('../en/way.js').default} */
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

export default DE;
