/**
 * The origin of the service that this client speaks to: what the first page names, where somebody else than the service serves it, or
 * else where it was served from. Every thread has it: a page hands it on as the name of the worker that it starts.
 */
export const serviceOrigin = (): string =>
  typeof document === 'undefined' ? self.name : (named() ?? location.origin)

/** Whether this page comes from another origin than the service's. */
export const isHostedElsewhere = (): boolean => serviceOrigin() !== location.origin

const named = (): string | null =>
  document.querySelector<HTMLMetaElement>('head > meta[name="despatch-service"]')?.content ?? null
