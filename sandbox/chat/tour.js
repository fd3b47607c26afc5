// The tour above the messages. It covers nothing, takes no focus, and one can chat all the while.
import { el, byId } from "./dom.js";
import { icon } from "./icons.js";
import { api, settled } from "./api.js";
import { STEPS } from "./tour_steps.js";

const KEPT = "tour";
const PATIENCE_MS = 15000;
const pause = () => new Promise((resolve) => { setTimeout(resolve, 100); });

// Returns an answer's links to where one can agree to it; undefined if it isn't an offer to link.
const offered = (data) => data && JSON.stringify(data.components || []).match(/"url": ?"https?:\/\/[^"/]+\/link\//);

function paint(button, primary) {
  button.classList.toggle("primary", primary);
  button.classList.toggle("secondary", !primary);
}

export class Tour {
  constructor(app) {
    this.app = app;
    this.busy = false;
    this.shown = null;
    this.memory = null;
    this.counts = {};
    this.looking = null;
    this.asks = null;
    this.box = byId("tour");
    this.toggle = byId("tour-toggle");
    if (!app.world.links?.tour) return;
    this.toggle.hidden = false;
    this.build();
    this.toggle.addEventListener("click", () => this.keep({ open: !this.state().open }));
    // Another tab has moved on.
    addEventListener("storage", (event) => { if (event.key === KEPT) { this.memory = null; this.draw(); } });
    this.draw();
    this.look();
  }

  build() {
    const button = (label, kind, onclick) => el("button", { type: "button", class: `btn ${kind}`, onclick }, label);
    this.title = el("h2", { id: "tour-title" });
    this.words = el("p");
    this.actions = el("div", { class: "row" });
    this.back = button("Back", "secondary", () => this.move(-1));
    this.next = button("Skip", "secondary", () => this.move(1));
    this.said = el("p", { class: "said", role: "status" });
    this.box.replaceChildren(
      el("div", {}, el("div", { "aria-live": "polite", "aria-atomic": "true" }, this.title, this.words),
        el("button", { type: "button", class: "icon close", "aria-label": "Close the tour", title: "Close the tour", onclick: () => this.close() }, icon("close"))),
      this.actions, this.said);
    this.steps = el("div", { class: "steps" }, this.back, this.next);
  }

  // What's kept belongs to one run of the demo: the next one begins with nothing linked.
  state() {
    const world = this.app.world.bot.id;
    try { this.memory ??= JSON.parse(localStorage.getItem(KEPT)); } catch { /* Damaged, or not allowed. */ }
    const kept = this.memory;
    const fits = kept?.world === world && STEPS[kept.at] && typeof kept.open === "boolean";
    return fits ? kept : { world, at: 0, open: true };
  }

  keep(changes) {
    this.memory = { ...this.state(), ...changes };
    try { localStorage.setItem(KEPT, JSON.stringify(this.memory)); } catch { /* Then it's kept until a reload. */ }
    this.draw();
  }

  // Asks what has been done by now: by the tour's buttons or by hand, here or in another tab.
  async look() {
    if (!this.title) return;
    if (this.looking) { this.looking = "again"; return; }
    do {
      this.looking = "once";
      this.counts = await api.tourDone().catch(() => this.counts);
    } while (this.looking === "again");
    this.looking = null;
    this.draw();
  }

  isDone(action) { return Boolean(this.counts[action.does]); }

  draw() {
    if (!this.title) return;
    const { at, open } = this.state();
    const step = STEPS[at];
    const done = step.actions.every((one) => this.isDone(one));
    this.box.hidden = !open;
    this.toggle.setAttribute("aria-expanded", String(open));
    if (this.shown !== at) this.fill(at);
    // What the tour asked to be done in the chat has been done.
    if (this.asks && this.counts[this.asks.does] > this.asks.before) this.say("");
    this.tell(`${at} ${done}`, done ? [el("b", {}, "Done:"), ` ${step.done}`] : step.words);
    this.back.hidden = at === 0;
    this.next.textContent = at === STEPS.length - 1 ? "Finish" : done ? "Next" : "Skip";
    this.point(step, open && !done, done);
  }

  // Replaces the words only if they change, because they're read out then.
  tell(which, words) {
    if (this.told === which) return;
    this.told = which;
    this.words.replaceChildren(...words);
  }

  // Colours what is to be pressed next: here, or (style: tour.css) in the answer.
  point(step, waits, done) {
    const first = step.actions.find((one) => !this.isDone(one));
    const next = this.asks || done ? null : first;
    this.actions.querySelectorAll(":scope > .btn").forEach((node, i) => paint(node, step.actions[i] === next));
    paint(this.next, done);
    document.body.dataset.tour = waits ? first.does : "";
  }

  fill(at) {
    const focused = this.actions.contains(document.activeElement) && document.activeElement;
    const step = STEPS[at];
    this.shown = at;
    this.title.textContent = `Tour, ${at + 1} of ${STEPS.length}: ${step.title}`;
    this.say("");
    this.actions.replaceChildren(...step.actions.map((one) => el("button", {
      type: "button", class: "btn", onclick: (event) => this.act(one, event.currentTarget),
    }, one.label)), this.steps);
    // Its button may be gone: then the tour's next button takes over.
    if (focused) (focused.isConnected && !focused.hidden ? focused : this.next).focus();
  }

  // `asks` is the action whose sentence asks for something in the chat, and its count before.
  say(words, asks = null) {
    this.said.textContent = words;
    this.asks = asks;
  }

  move(by) {
    const { at } = this.state();
    if (at + by >= STEPS.length) { this.keep({ at: 0 }); return this.close(); }
    return this.keep({ at: Math.max(0, at + by) });
  }

  close() {
    this.keep({ open: false });
    this.toggle.focus();
  }

  async act(action, button) {
    if (this.busy) return;
    const { at } = this.state();
    this.busy = true;
    this.button = button;
    button.setAttribute("aria-busy", "true");
    this.say("One moment …");
    this.app.showNewest();
    const before = this.counts[action.does] || 0;
    let said;
    let asks = null;
    try {
      said = await action.run(this);
      if (action.asks) asks = { does: action.does, before };
    } catch (error) {
      said = `That didn't work: ${error.message}. You can try again, or skip it.`;
    }
    if (this.shown === at) this.say(said, asks);
    button.removeAttribute("aria-busy");
    this.busy = false;
    this.look();
  }

  // Whether this demo shows what people see who can't open the bot's pages.
  get phone() { return Boolean(this.app.world.links.phone); }

  nameOf(username) { return this.app.env.nameOf(this.app.world.people.find((one) => one.username === username)); }

  here() { return `${this.app.me.id} ${this.app.channel}`; }

  // Has something happen that the page can't do, and sees who is there afterwards.
  async happens(what) {
    const answer = await what();
    this.app.world = await api.world();
    return answer;
  }

  // Becomes someone, in the first channel of their first server, or in direct messages.
  async as(username, direct = false) {
    const { app } = this;
    const focused = document.activeElement === this.button;
    const person = app.world.people.find((one) => one.username === username);
    if (app.me.id !== person.id || app.next) await app.become(person, true);
    if (app.me.id !== person.id) throw new Error(`couldn't switch to ${app.env.nameOf(person)}`);
    const [guild] = direct ? [null] : app.guilds();
    const channel = guild ? guild.channels[0].id : app.dm;
    if (app.channel !== channel) await app.go(guild, channel);
    if (focused && this.button.isConnected) this.button.focus();
    this.place = this.here();
  }

  // Uses a command and waits for its answer; an offer to link in it is agreed to, and then it runs.
  async use(name, options = {}, agrees = true) {
    const { me, channel } = this.app;
    const { interaction_id: id } = await api.command({ user: me.id, channel, name, type: 1, options });
    const answer = await this.until(() => this.messages().findLast((one) => one.interaction_metadata?.id === id && !one.thinking));
    if (!agrees || !offered(answer)) return { answer, agreed: false };
    await api.agree(me.id, answer.id);
    await this.until(() => !offered(this.messages().find((one) => one.id === answer.id)));
    if (name === "link") return { answer, agreed: true };
    const later = await this.until(() => this.messages().find((one) => one.author.bot && BigInt(one.id) > BigInt(answer.id)));
    return { answer: later, agreed: true };
  }

  // Has someone else use a command here.
  async have(username, name, options) {
    const person = this.app.world.people.find((one) => one.username === username);
    const sent = await api.command({ user: person.id, channel: this.app.channel, name, type: 1, options });
    if (await settled(sent.interaction_id) === "failed") throw new Error("Earshot didn't answer");
  }

  // Has someone post links of songs here, and waits until the mixtape has taken them.
  async postsSongs(username) {
    const person = this.app.world.people.find((one) => one.username === username);
    const { message_id: id } = await api.postSongs(person.id, this.app.channel);
    await this.until(() => this.messages().find((one) => one.id === id)?.reacted.length);
    this.app.showNewest();
  }

  async agreeOnPhone(answer) {
    return (await api.agreeOnPhone(this.app.me.id, answer.id)).address;
  }

  // Opens an offer's form for the address, and fills it in.
  async paste(answer, address) {
    await api.press(this.app.me.id, answer.id, "paste:open");
    const field = await this.until(() => byId("modal").open && byId("modal").querySelector("input, textarea"));
    field.value = address;
    byId("modal").querySelector("[type=submit]").focus();
  }

  messages() { return this.app.timeline?.messages || []; }

  async until(found) {
    const end = Date.now() + PATIENCE_MS;
    while (Date.now() < end) {
      const value = found();
      if (value) return value;
      if (this.here() !== this.place) throw new Error("you went elsewhere");
      await pause();
    }
    throw new Error("Earshot didn't answer");
  }
}
