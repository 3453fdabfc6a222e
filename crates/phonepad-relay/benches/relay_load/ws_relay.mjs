// A minimal relay on `ws`: no tokens, no limits, no names. Paths are /ROOM/host and /ROOM/SLOT.
const { WebSocketServer } = await import(process.argv[2]);

const hosts = new Map();
const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
server.on("connection", (socket, request) => {
  request.socket.setNoDelay(true);
  const [, room, role] = request.url.split("/");
  socket.on("error", () => {});
  if (role === "host") {
    hosts.set(room, socket);
    return;
  }
  const slot = Buffer.from([Number(role)]);
  socket.on("message", (payload) => hosts.get(room)?.send(Buffer.concat([slot, payload])));
});
server.on("listening", () => console.log(`listening on ws://127.0.0.1:${server.address().port}`));
