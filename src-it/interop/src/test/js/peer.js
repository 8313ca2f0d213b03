// A peer that does what a test tells it over HTTP and reports what happens. The same in a browser
// and in Node; `RTCPeerConnection` is that of the implementation under test.
export async function run(RTCPeerConnection, url) {
  const connection = new RTCPeerConnection({ iceServers: [] });
  const channels = new Map();
  const early = [];
  let described = "";
  let reports = Promise.resolve();

  function report(event) {
    reports = reports.then(() =>
      fetch(`${url}/event`, { method: "POST", body: JSON.stringify(event) }));
  }

  function watch(channel) {
    channels.set(channel.label, channel);
    channel.binaryType = "arraybuffer";
    const opened = () =>
      report({
        event: "open",
        label: channel.label,
        ordered: channel.ordered,
        maxRetransmits: channel.maxRetransmits ?? -1,
        protocol: channel.protocol,
      });
    channel.onopen = opened;
    if (channel.readyState === "open") {
      opened();
    }
    channel.onclose = () => report({ event: "close", label: channel.label });
    channel.onmessage = (message) => channel.send(message.data);
  }

  connection.ondatachannel = (event) => watch(event.channel);
  connection.onconnectionstatechange = () =>
    report({ event: "state", state: connection.connectionState });
  connection.onicecandidate = (event) => {
    if (event.candidate && event.candidate.candidate) {
      const { candidate, usernameFragment } = event.candidate;
      report({ event: "candidate", candidate, usernameFragment: usernameFragment ?? "" });
    }
  };

  async function describe(description) {
    await connection.setLocalDescription(description);
    report({ event: "description", type: description.type, sdp: description.sdp });
  }

  // Candidates that come before the description they belong to are the application's to keep.
  async function accept(description) {
    await connection.setRemoteDescription(description);
    described = description.sdp;
    for (const candidate of early.splice(0)) {
      await add(candidate);
    }
  }

  async function add(candidate) {
    if (described.includes(`a=ice-ufrag:${candidate.usernameFragment}\r\n`)) {
      await connection.addIceCandidate(candidate);
    } else {
      early.push(candidate);
    }
  }

  const commands = {
    open: ({ label, options }) => watch(connection.createDataChannel(label, options)),
    offer: async ({ restart }) => describe(await connection.createOffer({ iceRestart: restart })),
    answer: async ({ sdp }) => {
      await accept({ type: "offer", sdp });
      await describe(await connection.createAnswer());
    },
    accept: ({ sdp }) => accept({ type: "answer", sdp }),
    candidate: ({ candidate }) => add(candidate),
    closeChannel: ({ label }) => channels.get(label).close(),
    close: () => connection.close(),
  };

  for (;;) {
    const response = await fetch(`${url}/command`);
    const command = await response.json();
    if (command.command === "end") {
      return;
    }
    try {
      await commands[command.command](command);
    } catch (error) {
      report({ event: "error", command: command.command, message: String(error) });
    }
  }
}
