// An order's page while its payment is on its way: asks where it stands until that is settled, then shows the page anew, without the
// shopper doing anything. Without script the page reloads itself.
//
// The page gives: `<span data-script="/order.js" data-order>`, for the bearer of a signed link `data-expires` and `data-signature` as well.

const EVERY_MS = 2000;
const ATTEMPTS = 150; // five minutes; whoever waits longer reloads, or reads the mail
const UNSETTLED = ["awaiting_payment", "processing"]; // as `is_settled` in app/src/orders/api.rs

export async function start(place) {
  const { order, expires, signature } = place.dataset;
  const fields = JSON.stringify({ order, expires, signature });
  for (let left = ATTEMPTS; left > 0; left--) {
    await new Promise((done) => setTimeout(done, EVERY_MS));
    // Another page was navigated to: nobody waits here any more.
    if (!place.isConnected) return;
    // No answer is no news.
    const answer = await globalThis.postForm("/api/orders/status", fields).catch(() => "-");
    if (answer.startsWith("+") && !UNSETTLED.includes(JSON.parse(answer.slice(1)))) return location.reload();
  }
}
