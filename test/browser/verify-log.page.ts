// Verifies two logs one after the other in a worker, and tells what was found.
const asked: { at: string; vkey: string }[] = await (await fetch('/asked.json')).json()
const worker = new Worker('/test/browser/verify-log.worker.ts', { type: 'module' })
const found: unknown[] = []
for (const one of asked) {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  worker.onmessage = ({ data }) => resolve(data)
  worker.onerror = ({ message }) => reject(new Error(message))
  worker.postMessage(one)
  found.push(await promise.catch((error: Error) => error.message))
}
await fetch('/report', { method: 'POST', body: JSON.stringify(found) })

export {}
