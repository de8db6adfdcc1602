/** What a partner's program found on opening an encrypted message. */
export type Opened = {
  /** The MIME entity inside, exact bytes. */
  entity: Uint8Array
  /** Primary fingerprint of the good signature over it, lower-case hex; null when there is none. */
  signer: string | null
}

/** A partner's OpenPGP program and its keys. */
export type Keyring = {
  /** What does the work, as a person would name it. */
  program: 'gpg' | 'openpgp.js'
  /** The partner's own certificate, armored. */
  certificate(): Promise<string>
  /** Keeps the certificate of someone the partner writes to. */
  addContact(armored: string): Promise<void>
  /** Opens an armored message. Throws when it is not for this partner or is damaged. */
  open(armored: string): Promise<Opened>
  /** Signs, and encrypts to the address's certificate and, as mail programs do, to the partner itself. */
  seal(entity: Uint8Array, to: string): Promise<string>
  /** Ends what the program left running. */
  close(): Promise<void>
}
