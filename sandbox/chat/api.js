// Calls the sandbox's human side (sandbox/discord/human_routes.py).

const POLL_MS = 150;
const PATIENCE_MS = 4000;

async function request(method, path, body) {
  const form = body instanceof FormData;
  const answer = await fetch(path, {
    method,
    headers: body && !form ? { "Content-Type": "application/json" } : {},
    body: body && !form ? JSON.stringify(body) : body,
  });
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(data.message || `HTTP ${answer.status}`);
  return data;
}

export const api = {
  world: () => request("GET", "/sandbox/world"),
  commands: (channel) => request("GET", `/sandbox/commands?channel=${channel}`),
  dm: (user) => request("POST", "/sandbox/dms", { user }),
  messages: (channel, user) => request("GET", `/sandbox/channels/${channel}/messages?user=${user}`),
  send: (channel, user, content, reply_to, attachments) =>
    request("POST", `/sandbox/channels/${channel}/messages`, { user, content, reply_to, attachments }),
  remove: (user, message) => request("DELETE", `/sandbox/messages/${message}?user=${user}`),
  upload: (file) => {
    const form = new FormData();
    form.append("file", file);
    return request("POST", "/sandbox/attachments", form);
  },
  locale: (user, locale) => request("POST", "/sandbox/locale", { user, locale }),
  command: (body) => request("POST", "/sandbox/interactions/command", body),
  autocomplete: (body) => request("POST", "/sandbox/interactions/autocomplete", body),
  press: (user, message_id, custom_id, values) =>
    request("POST", "/sandbox/interactions/component", { user, message_id, custom_id, values }),
  modal: (user, interaction_id, values) =>
    request("POST", "/sandbox/interactions/modal", { user, interaction_id, values }),
  connections: () => request("GET", "/sandbox/connections"),
  connect: (user, listener) => request("POST", "/sandbox/connections", { user, listener }),
  tourDone: () => request("GET", "/sandbox/tour/done"),
  postSongs: (user, channel) => request("POST", "/sandbox/tour/songs", { user, channel }),
  agree: (user, message) => request("POST", "/sandbox/tour/agree", { user, message }),
  agreeOnPhone: (user, message) => request("POST", "/sandbox/tour/phone", { user, message }),
  leaveSeatUnused: () => request("POST", "/sandbox/tour/unused"),
  linkWhoWaits: () => request("POST", "/sandbox/tour/seated"),
  interaction: (id) => request("GET", `/sandbox/interactions/${id}`),
};

// Waits until the bot has answered an interaction; returns "acknowledged" or "failed".
export async function settled(id) {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    const { state } = await api.interaction(id);
    if (state !== "pending") return state;
    await new Promise((resolve) => { setTimeout(resolve, POLL_MS); });
  }
  return "failed";
}

// Listens to one person's events, and reconnects if the connection breaks.
export function listen(user, handle) {
  let closed = false;
  let socket;
  let pause = 500;
  const open = () => {
    if (closed) return;
    const address = new URL(`/sandbox/events?user=${user}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    socket = new WebSocket(address);
    socket.onmessage = (event) => closed || handle(JSON.parse(event.data));
    socket.onopen = () => { pause = 500; if (!closed) handle({ type: "connected" }); };
    socket.onclose = () => {
      if (closed) return;
      handle({ type: "disconnected" });
      setTimeout(open, pause);
      pause = Math.min(pause * 2, 8000);
    };
  };
  open();
  return () => { closed = true; socket.close(); };
}
