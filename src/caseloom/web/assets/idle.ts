import { openDialog } from "./dialogs";

/**
 * Thirty minutes without a hand on the machine lock the page, as the server does, and cover what it shows.
 * `<body data-idle-seconds data-lock-url data-alive-url>` says when, where to, and whom to tell of activity that asks nothing
 * of the server (typing). All tabs share one clock.
 */
const STORE = "caseloom.seen";
const WARN_SECONDS = 90;
const TELL_SECONDS = 240;

export function startIdleLock(): void {
  const { idleSeconds, lockUrl, aliveUrl } = document.body.dataset;
  if (!idleSeconds || !lockUrl || !aliveUrl) return;
  const limit = Number(idleSeconds);
  let told = now();
  const seen = () => {
    localStorage.setItem(STORE, String(now()));
    if (now() - told > TELL_SECONDS) {
      told = now();
      void fetch(aliveUrl, { method: "POST", headers: { "X-CSRFToken": token() } });
    }
  };
  seen();
  for (const kind of ["keydown", "pointerdown", "wheel"]) {
    document.addEventListener(kind, seen, { passive: true });
  }
  setInterval(() => {
    const idle = now() - Number(localStorage.getItem(STORE));
    if (idle >= limit) lock(lockUrl);
    else if (idle >= limit - WARN_SECONDS) openDialog("idle");
    else (document.getElementById("idle") as HTMLDialogElement | null)?.close();
  }, 5000);
}

function lock(url: string): void {
  document.body.hidden = true;
  const here = location.pathname + location.search;
  location.assign(`${url}?next=${encodeURIComponent(here)}`);
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}

function token(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}
