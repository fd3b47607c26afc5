// Talks to the sandbox's human side (sandbox/discord/human_routes.py).

async function request(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
  const data = await answer.json();
  if (!answer.ok) throw new Error(data.message || `HTTP ${answer.status}`);
  return data;
}

export const api = {
  world: () => request("GET", "/sandbox/world"),
  commands: () => request("GET", "/sandbox/commands"),
  dm: (user) => request("POST", "/sandbox/dms", { user }),
  messages: (channel, user) => request("GET", `/sandbox/channels/${channel}/messages?user=${user}`),
  send: (channel, user, content, reply_to) =>
    request("POST", `/sandbox/channels/${channel}/messages`, { user, content, reply_to }),
  command: (body) => request("POST", "/sandbox/interactions/command", body),
  autocomplete: (body) => request("POST", "/sandbox/interactions/autocomplete", body),
  press: (user, message_id, custom_id, values) =>
    request("POST", "/sandbox/interactions/component", { user, message_id, custom_id, values }),
  modal: (user, interaction_id, values) =>
    request("POST", "/sandbox/interactions/modal", { user, interaction_id, values }),
};

// Listens to events for one person, and connects again when the connection breaks.
export function listen(user, handle) {
  let closed = false;
  let socket;
  const open = () => {
    const address = new URL(`/sandbox/events?user=${user}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    socket = new WebSocket(address);
    socket.onmessage = (event) => handle(JSON.parse(event.data));
    socket.onopen = () => handle({ type: "connected" });
    socket.onclose = () => closed || setTimeout(open, 800);
  };
  open();
  return () => { closed = true; socket.close(); };
}
