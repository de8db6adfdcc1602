import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Gnupg, gnupg } from '../crypto/foreign-programs.ts'

const run = promisify(execFile)

/** An officer at NeoMutt, with a GnuPG home and a Maildir of their own. */
export type NeomuttDesk = {
  certificate(): string
  /** knows somebody's certificate from now on */
  know(certificate: string): void
  /** What the program shows of a mail, headers and text, once it has opened it. */
  show(mail: Uint8Array): Promise<string>
  /** Answers a mail with the program's own reply: it seals and signs by itself, and hands over by SMTP. */
  reply(mail: Uint8Array, text: string, server: { host: string; port: number }): Promise<void>
  remove(): void
}

/** Sits somebody with that address down before it. */
export function openNeomutt(address: string): NeomuttDesk {
  const home = gnupg()
  const userId = `Example partner desk <${address}>`
  home.gpg(['--passphrase', '', '--quick-generate-key', userId, 'future-default', 'default', 'never'])
  return {
    certificate: () => home.gpg(['--armor', '--export', address]).toString(),
    know(certificate) {
      home.gpg(['--import'], certificate)
      const listed = home.gpg(['--with-colons', '--show-keys'], certificate).toString()
      // Without a signature of one's own it is nobody's, and the program asks.
      home.gpg(['--yes', '--quick-lsign-key', /^fpr:+([0-9A-F]+):/m.exec(listed)?.[1] ?? ''])
    },
    async show(mail) {
      const shown = home.path('shown')
      const pager = home.file('pager', `cp "$1" ${shown}\n`)
      await atKeyboard(home, address, {
        mail,
        keys: '<display-message><exit>',
        settings: `set pager = "sh ${pager}"\nset prompt_after = no\n`,
      })
      return readFile(shown, 'utf8')
    },
    async reply(mail, text, { host, port }) {
      const written = home.file('written', text)
      await atKeyboard(home, address, {
        mail,
        // Nobody answers what was not read; the subject is known from then on.
        keys: '<display-message><exit><reply><send-message><exit>',
        settings: `set smtp_url = "smtp://${host}:${port}"\nset editor = "cp ${written}"\n`,
      })
    },
    remove: home.remove,
  }
}

/** Runs it on a mailbox that has that one mail, with a terminal, as it must have one, and these keys pressed. */
async function atKeyboard(
  home: Gnupg,
  address: string,
  { mail, keys, settings }: { mail: Uint8Array; keys: string; settings: string },
): Promise<void> {
  const folder = home.path('Maildir')
  await rm(folder, { recursive: true, force: true })
  await Promise.all(['new', 'cur', 'tmp'].map((name) => mkdir(join(folder, name), { recursive: true })))
  await writeFile(join(folder, 'new', '1.mail'), mail)
  const places = `set folder = "${home.folder}"\nset record = ""\n`
  const rc = home.file('neomuttrc', `${configuration(address)}${places}${settings}push "${keys}"\n`)
  const env = { ...process.env, GNUPGHOME: home.folder, HOME: home.folder, TERM: 'xterm', LANG: 'C.UTF-8' }
  // What it asked in vain is in what the terminal showed.
  const terminal = home.path('terminal')
  await run('script', ['-qec', `neomutt -n -F ${rc} -f ${folder}`, terminal], { env, timeout: 20_000 }).catch(
    async (error: unknown) => {
      throw new Error(`NeoMutt did not end: ${await readFile(terminal, 'latin1')}`, { cause: error })
    },
  )
}

/** neomuttrc(5). */
const configuration = (address: string): string => `
set from = "${address}"
set use_from = yes
set use_envelope_from = yes
set charset = "utf-8"
set send_charset = "utf-8"
set crypt_use_gpgme = yes
set pgp_default_key = "${address}"
set crypt_autoencrypt = yes
set crypt_autosign = yes
set crypt_protected_headers_write = yes
set crypt_confirm_hook = no
set pgp_self_encrypt = yes
set ssl_starttls = no
set ssl_force_tls = no
set fast_reply = yes
set include = no
set abort_unmodified = no
set confirm_append = no
set copy = no
set wait_key = no
set header_cache = ""
set mail_check = 0
set move = no
set quit = yes
set delete = yes
set recall = no
set sig_dashes = no
`
