// The messages of one visit to a channel: fetched lists, kept up to date by live events.

export class Timeline {
  constructor(dismissed) {
    this.dismissed = dismissed;
    this.messages = [];
    this.begun = 0;
    this.answered = 0;
    this.pending = new Set();
  }

  // Fetches the messages (and whatever comes with them), and returns the answer. It may be older
  // than what has happened since it was asked for: that is applied to it again. Returns null for
  // an answer that a later fetch has overtaken.
  async load(fetching) {
    this.begun += 1;
    const mine = { number: this.begun, events: [] };
    this.pending.add(mine);
    try {
      const answer = await fetching();
      if (mine.number < this.answered) return null;
      this.answered = mine.number;
      this.messages = answer.messages.filter((one) => !this.dismissed.has(one.id));
      mine.events.forEach((event) => this.apply(event));
      return answer;
    } finally {
      this.pending.delete(mine);
    }
  }

  // Takes a live event.
  receive(event) {
    this.pending.forEach((one) => one.events.push(event));
    this.apply(event);
  }

  apply(event) {
    const at = this.messages.findIndex((one) => one.id === event.message.id);
    if (event.type === "message_delete") { if (at >= 0) this.messages.splice(at, 1); }
    else if (at >= 0) this.messages[at] = event.message;
    else if (!this.dismissed.has(event.message.id)) this.messages.push(event.message);
  }

  dismiss(id) {
    this.dismissed.add(id);
    this.messages = this.messages.filter((one) => one.id !== id);
  }
}
