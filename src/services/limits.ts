/** What a limit says of one use. */
export type Taken = {
  allowed: boolean
  /** how many points a window has */
  limit: number
  /** how many are left in this window */
  remaining: number
  /** whole seconds until the window ends, at least 1 */
  resetSeconds: number
}

/**
 * A limit on how often something may be done, counted by key in windows of a fixed length. It never fails: when the
 * store that the processes share is out of reach, each process counts for itself.
 */
export type Limiter = {
  /**
   * Counts a use, allowed or not.
   * @param key whoever is limited: an id, or an IP address
   * @param points how much the use counts; 1 when left out
   */
  take(key: string, points?: number): Promise<Taken>
}

/** A limiter that answers tell of, by its name. */
export type NamedLimiter = Limiter & {
  readonly name: string
  readonly windowSeconds: number
  /** What `take` would say, without counting. */
  look(key: string): Promise<Taken>
}

/** The limits of the mail gateway. */
export type GatewayLimits = {
  /** mails by the address that they come from */
  perAddress: Limiter
  /** octets of mails by the address that they come from */
  bytesPerAddress: Limiter
  /** mails by the domain of an authenticated partner */
  perPartner: Limiter
}

/** The limits of the API. */
export type ApiLimits = {
  /** requests by address, before anybody is known */
  perAddress: NamedLimiter
  /** requests by whoever has signed in */
  perAccount: NamedLimiter
  /** submissions by whoever has signed in */
  submissions: NamedLimiter
  /** octets of submissions by whoever has signed in */
  submittedBytes: NamedLimiter
  /** challenges and sign-ins by address */
  signIns: NamedLimiter
  /** sign-ins that failed, by address and login together: what a stranger tries keeps nobody out elsewhere */
  failedSignIns: NamedLimiter
  /** sign-ins that failed by login, from everywhere: past it they are slow, and refused to nobody */
  failedSignInsAnywhere: NamedLimiter
}

export type Limits = { api: ApiLimits; gateway: GatewayLimits }
