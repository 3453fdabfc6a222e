// Why there is no connection, and what helps, in every language.

/**
 * `full`: the relay turns this address away; `busy`: it fails; `socket`: only pages come through; `foreign`: something else
 * answers; `gone`: there is no such room; `lost` and `unreachable`: nothing can be reached, any more or at all; `firewall`: nothing
 * comes back. Without a relay: `apart`, `blocked`, `unsupported`, `refused` as in webrtc.js, and `link`: it names no game.
 * @typedef {'offline' | 'full' | 'busy' | 'certificate' | 'socket' | 'foreign' | 'gone' | 'lost' | 'unreachable' | 'firewall'
 *   | 'apart' | 'blocked' | 'unsupported' | 'refused' | 'link'} Fault
 */
/** @typedef {Readonly<Record<Fault, readonly [why: string, mend: string]>>} FaultTexts */

/** @type {Record<string, FaultTexts> & { en: FaultTexts }} */
export const FAULTS = {
  en: {
    offline: ['This phone has no network.', 'Join the Wi-Fi that the game is on.'],
    full: ['The relay is full for this network.', 'Close this page in other tabs and on phones that do not play.'],
    busy: ['The relay has a problem.', 'This phone keeps trying.'],
    certificate: ['This browser refuses the game’s certificate.', 'Scan the game’s other code, or open this link in another browser.'],
    socket: ['The page gets through, but the connection does not.', 'A firewall or proxy blocks it, or the relay is full for this network. Try another network.'],
    foreign: ['Something else answers instead of the game.', 'Sign in to this Wi-Fi, or join the one that the game is on.'],
    gone: ['The game has gone.', 'Start it again on the big screen and scan the new code.'],
    lost: ['The game does not answer any more.', 'It has ended, or this phone is on another network now.'],
    unreachable: ['The game cannot be reached.', 'It has ended, this phone is on another network, or a firewall keeps it out. Join the game’s Wi-Fi and scan the code again.'],
    firewall: ['Nothing comes back from the game.', 'A firewall keeps this phone out, or it is on another network. Let the game through the firewall, or join its Wi-Fi.'],
    apart: ['The game cannot be reached.', 'Phone and game must be on one network that lets devices talk to each other. Otherwise, scan the game’s other code.'],
    blocked: ['This browser keeps the page from the local network.', 'Allow it in the browser’s settings, or scan the game’s other code.'],
    unsupported: ['This browser has no WebRTC.', 'Open this link in another browser, or scan the game’s other code.'],
    refused: ['Another program answers where the game was.', 'Scan the new code on the big screen.'],
    link: ['This link is not complete.', 'Scan the code on the big screen again.'],
  },
  de: {
    offline: ['Dieses Telefon hat kein Netz.', 'Geh in das WLAN, in dem das Spiel ist.'],
    full: ['Das Relais ist für dieses Netz voll.', 'Schließe diese Seite in anderen Tabs und auf Telefonen, die nicht mitspielen.'],
    busy: ['Das Relais hat eine Störung.', 'Dieses Telefon versucht es weiter.'],
    certificate: ['Dieser Browser lehnt das Zertifikat des Spiels ab.', 'Scanne den anderen Code des Spiels oder öffne diesen Link in einem anderen Browser.'],
    socket: ['Die Seite kommt durch, die Verbindung nicht.', 'Eine Firewall oder ein Proxy sperrt sie, oder das Relais ist für dieses Netz voll. Versuche ein anderes Netz.'],
    foreign: ['Statt des Spiels antwortet etwas anderes.', 'Melde dich in diesem WLAN an oder geh in das, in dem das Spiel ist.'],
    gone: ['Das Spiel ist weg.', 'Starte es am großen Bildschirm neu und scanne den neuen Code.'],
    lost: ['Das Spiel antwortet nicht mehr.', 'Es ist zu Ende, oder dieses Telefon ist jetzt in einem anderen Netz.'],
    unreachable: ['Das Spiel ist nicht erreichbar.', 'Es ist zu Ende, dieses Telefon ist in einem anderen Netz, oder eine Firewall sperrt es aus. Geh in das WLAN des Spiels und scanne den Code noch einmal.'],
    firewall: ['Vom Spiel kommt nichts zurück.', 'Eine Firewall sperrt dieses Telefon aus, oder es ist in einem anderen Netz. Lass das Spiel durch die Firewall oder geh in sein WLAN.'],
    apart: ['Das Spiel ist nicht erreichbar.', 'Telefon und Spiel müssen im selben Netz sein, und es muss sie miteinander reden lassen. Sonst scanne den anderen Code des Spiels.'],
    blocked: ['Dieser Browser hält die Seite vom lokalen Netz fern.', 'Erlaube es in seinen Einstellungen oder scanne den anderen Code des Spiels.'],
    unsupported: ['Diesem Browser fehlt WebRTC.', 'Öffne diesen Link in einem anderen Browser oder scanne den anderen Code des Spiels.'],
    refused: ['Wo das Spiel war, antwortet ein anderes Programm.', 'Scanne den neuen Code auf dem großen Bildschirm.'],
    link: ['Dieser Link ist nicht vollständig.', 'Scanne den Code auf dem großen Bildschirm noch einmal.'],
  },
};
