// What the options of a slash command accept.

const [INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER] = [4, 5, 6, 7, 8, 9, 10];
export const ATTACHMENT = 11;

const person = (text, app) => {
  const typed = text.trim().replace(/^@/, "").toLowerCase();
  const id = typed.match(/^<@!?(\d+)>$/)?.[1] || typed;
  return app.env.members().find((one) => one.id === id || [one.username, one.global_name].some((name) => name?.toLowerCase() === typed));
};
const role = (text, app) => app.env.roles().find((one) => one.name.toLowerCase() === text.trim().replace(/^@/, "").toLowerCase() || one.id === text.trim());
const channel = (text, app, { channel_types: types }) =>
  app.env.channels(types).find((one) => one.name === text.trim().replace(/^# ?/, "") || one.id === text.trim());

export const channelLabel = (one) => (one.voice ? one.name : `# ${one.name}`);

// An option's fixed choices that match the typed text; null if it has none.
export function choicesFor(option, text, app) {
  const typed = text.trim().replace(/^(@|# ?)/, "").toLowerCase();
  const fits = (words) => words.toLowerCase().includes(typed);
  if (option.choices?.length) return option.choices.filter((one) => fits(one.name)).map((one) => ({ label: one.name_localizations?.[app.me.locale] || one.name, value: one.value }));
  if (option.type === BOOLEAN) return ["True", "False"].filter(fits).map((one) => ({ label: one, value: one === "True" }));
  if (option.type === USER || option.type === MENTIONABLE) {
    return app.env.members().filter((one) => fits(`${one.username} ${one.global_name || ""}`))
      .map((one) => ({ label: app.env.nameOf(one), words: `@${one.username}`, image: app.env.avatar(one), value: one.id }));
  }
  if (option.type === CHANNEL) return app.env.channels(option.channel_types).filter((one) => fits(one.name)).map((one) => ({ label: channelLabel(one), icon: one.voice && "loud", value: one.id }));
  if (option.type === ROLE) return app.env.roles().filter((one) => fits(one.name)).map((one) => ({ label: `@${one.name}`, value: one.id }));
  return null;
}

// What is sent for an option: the chosen value, or what the typed text means.
export function valueOf({ option, value, node }, app) {
  const text = node.value;
  if (value !== null) return value;
  if (option.type === USER || option.type === MENTIONABLE) return person(text, app)?.id ?? text;
  if (option.type === CHANNEL) return channel(text, app, option)?.id ?? text;
  if (option.type === ROLE) return role(text, app)?.id ?? text;
  if (option.type === BOOLEAN) return /^t/i.test(text.trim());
  const named = option.choices?.find((one) => one.name.toLowerCase() === text.trim().toLowerCase());
  if (named) return named.value;
  if ((option.type === INTEGER || option.type === NUMBER) && text.trim() && !Number.isNaN(Number(text))) return Number(text);
  return text;
}

// Why an option can't be sent as it is; null if it can.
export function problemOf(field, app) {
  const { option, value, node } = field;
  const text = node.value.trim();
  if (!text) return option.required ? `"${option.name}" is required.` : null;
  if (value !== null) return null;
  if (option.type === ATTACHMENT) return "Choose a file, or wait until it has uploaded.";
  const meant = valueOf(field, app);
  if (option.choices?.length && !option.choices.some((one) => one.value === meant)) return "Choose one of the suggestions.";
  if ((option.type === USER || option.type === MENTIONABLE) && !person(text, app)) return "Choose someone from the list.";
  if (option.type === CHANNEL && !channel(text, app, option)) return "Choose a channel from the list.";
  if (option.type === ROLE && !role(text, app)) return app.env.roles().length ? "Choose a role from the list." : "There are no roles here.";
  if (option.type === BOOLEAN && !/^(true|false)$/i.test(text)) return "Choose True or False.";
  if (option.type === INTEGER && !Number.isInteger(meant)) return "This must be a whole number.";
  if (option.type === NUMBER && typeof meant !== "number") return "This must be a number.";
  if (meant < option.min_value) return `This must be at least ${option.min_value}.`;
  if (meant > option.max_value) return `This must be at most ${option.max_value}.`;
  if (option.min_length && text.length < option.min_length) return `At least ${option.min_length} characters.`;
  return null;
}
