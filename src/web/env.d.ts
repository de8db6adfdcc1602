declare module '*?worker&url' {
  const url: string
  export default url
}
declare module '*.css'

/** Trusted Types (W3C), as far as they are used here. */
interface TrustedScriptURL {
  toString(): string
}
declare var trustedTypes:
  | {
      createPolicy(
        name: string,
        rules: { createScriptURL(url: string): string },
      ): { createScriptURL(url: string): TrustedScriptURL }
    }
  | undefined
