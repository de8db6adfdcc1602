/** A certificate as a record carries it. `sha256` is of its binary form. */
export type ReadCertificate = {
  fingerprint: string
  sha256: string
  addresses: string[]
  /** when the newest of its self-signatures was made */
  newest: string
  armored: string
}

/** The cryptography that a replay needs, as arguments: this room knows rules, and no OpenPGP. */
export type TrustVerifier = {
  /**
   * The fingerprint of the one certificate whose key made this signature over exactly this text; null where none of them
   * did. Judged as of the time that the signature states: whether that was a time to sign is said by the log's order.
   *
   * @param certificates armored
   * @param time what the statement says of its own: the signature may be neither a day older, nor over a month younger
   */
  signerOf(
    text: string,
    signature: string,
    certificates: readonly string[],
    time?: string,
  ): Promise<string | null>
  /**
   * The same for roots: by the primary key alone, whose fingerprint says all of it. Which copy of a root's certificate
   * somebody chose to enter, with which subkeys, ends and revocations, changes nothing.
   */
  rootOf(
    text: string,
    signature: string,
    certificates: readonly string[],
    time?: string,
  ): Promise<string | null>
  /** Reads one armored certificate. @throws Error with a sentence */
  read(armored: string): Promise<ReadCertificate>
  /** SHA-256 of a text's UTF-8 bytes, lower-case hex. */
  digest(text: string): Promise<string>
}
