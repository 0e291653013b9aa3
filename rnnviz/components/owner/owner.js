// A browser keeps one token, by which its own training runs are found again. It names nobody and goes nowhere
// but to the server that sent this page. The server proposes one; an older one of this browser is kept.
const NAME = "rnnviz_owner";
const YEAR = 365 * 24 * 60 * 60;

export default function ({ data, setTriggerValue }) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${NAME}=`));
  const kept = found ? found.slice(NAME.length + 1) : "";
  const token = /^[0-9a-f]{32}$/.test(kept) ? kept : data;
  document.cookie = `${NAME}=${token}; max-age=${YEAR}; path=/; samesite=strict`;
  if (token !== data) setTriggerValue("token", token);
}
