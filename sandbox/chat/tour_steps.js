// The tour's steps: what each says, and what its buttons do. None needs typing, or another step.
// `does` is what sandbox/tour_progress.py calls it; `asks` means that it's done in the chat.
import { el } from "./dom.js";
import { api } from "./api.js";

const AGREED = "The tour agreed at Spotify first, because this needed it. ";
const SONGS = ["最終便", "Fenêtre Ouverte", "青い封筒", "Последний трамвай"];
const command = (words) => el("b", {}, words);

// Returns how a step begins: as a person, in the first channel. Then it uses a command.
const as = (username, name, options, said, first = AGREED) => async (tour) => {
  await tour.as(username);
  const { answer, agreed } = await tour.use(name, options);
  tour.app.showStart(answer.id);
  return agreed ? first + said : said;
};

async function link(tour) {
  await tour.as("mira");
  await tour.use("link", {}, false);
  if (tour.phone) return "In this demo the bot's pages don't open, as on a phone: press “Link it for me”, or do what the answer says.";
  return "Now press “Link Spotify” in the answer. It changes as soon as you've agreed.";
}

async function aux(tour) {
  await tour.as("mira");
  const { agreed } = await tour.use("aux open");
  const song = SONGS[Math.floor(Math.random() * SONGS.length)];
  await tour.have("jonas.k", "aux add", { song });
  return `${agreed ? AGREED : ""}Jonas suggests a song. Say yes for Mira: press “Add it” below his song.`;
}

async function guests(tour) {
  await tour.as("mira");
  const { agreed } = await tour.use("aux open");
  const { answer } = await tour.use("aux page", { switch: "on" });
  tour.app.showStart(answer.id);
  const address = /https?:[^"\\]+\/aux\/[\w-]+/.exec(JSON.stringify(answer.components))[0];
  if (tour.phone) return `${agreed ? AGREED : ""}In this demo the bot's pages don't open, as on a phone: then guests can't come in either.`;
  const phone = window.open(address, "_blank", "popup,width=390,height=800");
  const said = phone ? "The page is open beside this one, as on a phone: come in with a name and suggest a song." : "Press “Open the page”, come in with a name and suggest a song.";
  return (agreed ? AGREED : "") + said;
}

async function mixtape(tour) {
  await tour.as("mira");
  const { agreed } = await tour.use("mixtape start");
  await tour.postsSongs("jonas.k");
  return `${agreed ? AGREED : ""}Jonas has posted two links, and ✅ says that Mira's playlist has them.`;
}

async function undo(tour) {
  await tour.as("mira");
  const { answer } = await tour.use("mixtape undo");
  const done = JSON.stringify(answer.components).includes("goes out");
  return done ? "The last song goes out of the playlist, and its ✅ goes too." : "Nothing is in it yet: start a mixtape first.";
}

async function phone(tour) {
  await tour.as("jonas.k");
  const { answer } = await tour.use("link", {}, false);
  const address = await tour.agreeOnPhone(answer);
  await tour.paste(answer, address);
  return `Jonas agreed, and his phone can't open ${new URL(address).host}. The address is in the form: press “Submit”.`;
}

async function unused(tour) {
  const { holder, waiter } = await tour.happens(api.leaveSeatUnused);
  await tour.as(holder, true);
  const letter = await tour.until(() => tour.messages().findLast((one) => JSON.stringify(one.components).includes('"seat:give:')));
  tour.app.showStart(letter.id);
  return `${tour.nameOf(waiter)} waits, and Earshot asks ${tour.nameOf(holder)}. Press “Give it up”.`;
}

async function seated(tour) {
  const { user } = await tour.happens(api.linkWhoWaits);
  await tour.as(user, true);
  return `${tour.nameOf(user)} was offered the seat. Mira has changed who is on the app in Spotify's dashboard, and ${tour.nameOf(user)} is linked.`;
}

export const STEPS = [
  {
    title: "Link your Spotify",
    words: ["You're Mira. Press ", command("Use /link"), ", then ", command("Link Spotify"), " in the answer. A page opens; agree there as Mira Sol."],
    actions: [
      { label: "Use /link", does: "link", asks: true, run: link },
      { label: "Link it for me", does: "link", run: as("mira", "link", {}, "Earshot never sees her password.", "") },
    ],
    done: "you've linked Mira's Spotify.",
  },
  {
    title: "See what's playing",
    words: [command("/nowplaying"), " shows the channel what Mira is listening to. If she isn't linked yet, the tour does that first."],
    done: "you've seen what's playing.",
    actions: [{ label: "Show it", does: "nowplaying", run: as("mira", "nowplaying", {}, "Below is what Mira is listening to.") }],
  },
  {
    title: "Control the player",
    words: ["Press the buttons on the card, or use ", command("/skip"), ". Earshot asks for a permission only when something needs it."],
    done: "you've controlled Mira's player.",
    actions: [{ label: "Play the next song", does: "player", run: as("mira", "skip", {}, "Mira's player has moved on.") }],
  },
  {
    title: "Look up an artist",
    words: [command("/artist"), " shows an artist's newest albums and songs, for everyone in the channel."],
    done: "you've looked up an artist.",
    actions: [{ label: "Look up Velvet Harbour", does: "artist", run: as("mira", "artist", { name: "Velvet Harbour" }, "Below is Velvet Harbour. “Play” plays them on your own player.") }],
  },
  {
    title: "Share the aux with a friend",
    words: ["Mira opens an aux with ", command("/aux open"), ". Then anyone can suggest songs to her player, even Jonas, who has no Spotify linked."],
    done: "a song from the aux is in Mira's queue.",
    actions: [{ label: "Open an aux with Jonas", does: "aux", asks: true, run: aux }],
  },
  {
    title: "Guests without Discord",
    words: [command("/aux page"), " shows a QR code. Who scans it adds songs and votes on a page of their phone, without Discord or Spotify."],
    done: "a guest has suggested a song to Mira's aux.",
    actions: [{ label: "Open the page on a phone", does: "guests", asks: true, run: guests }],
  },
  {
    title: "Make a playlist together",
    words: ["After ", command("/mixtape start"), ", every Spotify link in a channel goes into Mira's playlist. Edit or delete your message (“More”), and the song goes."],
    actions: [
      { label: "Start a mixtape", does: "mixtape", run: mixtape },
      { label: "Undo the last song", does: "undo", run: undo },
    ],
    done: "Jonas's links went into Mira's playlist, and one out again.",
  },
  {
    title: "Link from a phone",
    words: ["A phone can't open the pages of a bot at home. Jonas agrees anyway, and pastes the address of the page that didn't open."],
    done: "you've linked Jonas's Spotify.",
    actions: [{ label: "Agree as Jonas", does: "phone", asks: true, run: phone }],
  },
  {
    title: "Pass on a seat nobody uses",
    words: ["Spotify gives a bot five seats. Say that all are taken, Noor waits for one, and Jonas hasn't used his for two months."],
    actions: [
      { label: "Let 60 days pass", does: "given", asks: true, run: unused },
      { label: "Link who waits", does: "passed", run: seated },
    ],
    done: "a seat that wasn't used is someone else's now.",
  },
  {
    title: "What the host sees",
    words: ["Mira hosts this bot. It checks its own set-up, says how to fix what it finds, and shows who uses the seats of its Spotify app."],
    actions: [
      { label: "Check the set-up", does: "doctor", run: as("mira", "settings doctor", {}, "Below is the check. Only Mira sees it.") },
      { label: "Show the seats", does: "seats", run: as("mira", "seats list", {}, "Below are the seats. Only Mira sees them.") },
    ],
    done: "you've seen the set-up and the seats.",
  },
];
