/**
 * What the browser client may do, and nothing else (CSP level 3): run scripts of its own origin, among them the WebAssembly of OPAQUE
 * and of SHA-256, and speak to its own origin and to its service. No script or style stands in a page, no text becomes a script but the
 * address of its own worker.
 *
 * @param service the origin of the service where the client is served by another; null where the service serves it
 */
export function clientPolicy(service: string | null): readonly string[] {
  return [
    ...policyInPage(service),
    // Which a page cannot say of itself.
    "frame-ancestors 'none'",
  ]
}

/** The same as far as a page can say it in its own head: for one whose web server forgets the rest. */
export const policyInPage = (service: string | null): readonly string[] => [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob:",
  `connect-src 'self'${service === null ? '' : ` ${service}`}`,
  "worker-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types despatch-worker',
]

/** What no page of case work needs of a machine; and passkeys, for the client's own origin alone. */
const NOT_NEEDED = ['camera', 'microphone', 'geolocation', 'usb', 'serial', 'payment', 'display-capture']
const PASSKEYS = ['publickey-credentials-create', 'publickey-credentials-get']

/** The headers that every file of the client goes out with, whoever serves it. */
export const clientHeaders = (service: string | null): Readonly<Record<string, string>> => ({
  'content-security-policy': clientPolicy(service).join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': [
    ...NOT_NEEDED.map((feature) => `${feature}=()`),
    ...PASSKEYS.map((feature) => `${feature}=(self)`),
  ].join(', '),
})
