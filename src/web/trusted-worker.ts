/** The one name that the policy of the page allows (Trusted Types); each of our threads has its own of that name. */
const POLICY = 'despatch-worker'

/**
 * What starts a worker at the one address that may become a script in this thread.
 * @param address a file of this client, as the build named it
 */
export function workerAt(address: string, name: string): () => Worker {
  const policy = globalThis.trustedTypes?.createPolicy(POLICY, {
    createScriptURL(url) {
      if (url === address) return url
      throw new TypeError('not the worker of this client')
    },
  })
  return () => new Worker((policy?.createScriptURL(address) ?? address) as string, { type: 'module', name })
}
