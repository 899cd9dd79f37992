// @ts-check
/* Requests to a worker and its answers: each request has an `id`, and the answer to it has the same. */

/** @typedef {(request: Record<string, unknown>, transferred?: Transferable[]) => Promise<any>} Send */

/**
 * Starts a worker. Returns what sends a request to it; that fails where the worker does not start.
 * @param {URL} address
 * @returns {Send}
 */
export function startWorker(address) {
  /** @type {Map<number, {resolve: (answer: any) => void, reject: (error: Error) => void}>} */
  const pending = new Map();
  /** @type {Error | null} */
  let failure = null;
  let lastId = 0;
  const worker = new Worker(address, { type: "module" });
  worker.addEventListener("message", ({ data: { id, answer, error } }) => {
    const request = pending.get(id);
    pending.delete(id);
    if (error) request?.reject(new Error(error));
    else request?.resolve(answer);
  });
  worker.addEventListener("error", (event) => {
    failure = new Error(event.message || "The worker did not start.");
    for (const { reject } of pending.values()) reject(failure);
    pending.clear();
  });
  return (request, transferred = []) =>
    new Promise((resolve, reject) => {
      if (failure) return reject(failure);
      const id = ++lastId;
      pending.set(id, { resolve, reject });
      worker.postMessage({ ...request, id }, transferred);
    });
}

/**
 * In a worker: answers the requests of its page.
 * @param {(request: any) => unknown} answer gives the answer, or a promise of it
 */
export function answerRequests(answer) {
  addEventListener("message", async ({ data }) => {
    try {
      postMessage({ id: data.id, answer: await answer(data) });
    } catch (error) {
      postMessage({ id: data.id, error: String(error) });
    }
  });
}
