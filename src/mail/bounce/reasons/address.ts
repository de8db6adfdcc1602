import { anyOf } from './phrases.ts'

/** What says that the address itself is wrong. */

const WHO =
  '(?:users?|recipients?|mailbox|mail box|account|address(?:es)?|addressee|person|login|userid|alias|local[- ]part)'
const KIND = '(?:e-?mail |local |final |destination |virtual |mail |valid |such |active |delivery |domain )?'

/** A server answers so when it knows no such mailbox; after DATA filters answer so too. */
export const userUnknown = anyOf(
  `\\b(?:no such|unknown|invalid|non-?existent|bad|unrecogni[sz]ed|undeliverable|no valid|inexistent) ${KIND}${WHO}\\b`,
  `\\b(?:is|was|are) (?:not a|not an|no longer a|not) (?:known|valid|local|registered|active|recogni[sz]ed) ${KIND}${WHO}\\b`,
  `\\bnot a (?:known|valid|local) ${KIND}${WHO}\\b`,
  `\\b${WHO}(?: name| id| account| address)?\\b(?: is| was| were| has been)? (?:unknown|not (?:be )?(?:found|known|exist|recogni[sz]ed|present|valid|active|local|ok|available here)|invalid|non-?existent|inactive|unavailable|no longer (?:valid|available|exists))`,
  `\\b${WHO}\\b…(?:does(?: not|n.?t)|do(?: not|n.?t)|did not) (?:\\w{2,12} )?exist`,
  `\\b${WHO}\\b…(?:was |is )?(?:not|could not be) (?:found|listed|known)\\b`,
  `(?:can.?t|could ?n.?t|cannot|could not|unable to) (?:find|accept|verify|locate) (?:the |this |that )?${KIND}${WHO}`,
  `\\bno (?:such )?${KIND}${WHO}\\b…(?:found|available|here|by that)`,
  `there is no (?:one|such) …(?:address|here)`,
  `no (?:mailbox|account|user|one)…(?:by|with|of) (?:that|this) (?:name|address)`,
  `(?:don.?t|doesn.?t|does not|do not) have (?:a|an|any) …${WHO}`,
  `recipient address rejected: (?:access denied|invalid|user|unknown|address|undeliverable|unverified|no such)`,
  `requested action not taken: (?:mailbox|no such)`,
  `(?:does|did) not (?:like|know) (?:the |this )?recipient`,
  `<[^<>\\s]{3,200}> (?:not found|does not exist|unknown|is unknown)`,
  `5\\.1\\.0 address rejected|archived recipient|missing home directory|no existe (?:dicha|ese|esa|el)|\\bmailbox [^ ]{1,200} (?:unavailable|unknown)|not e-?mail addresses`,
  `badrcptto|bad[-_]recipient|recip(?:ient)?notfound|no thank you rejected: account unavailable`,
  `address (?:is )?(?:wrong|no longer (?:accepts|valid|in use|active|exists))|no longer accepts mail`,
  `rcpt <[^<>\\s]{3,200}> does not exist|server rejected recipients|no valid recipients`,
  `(?:ist|is|wurde) (?:unbekannt|onbekend)|unbekannter empf|destinataire inconnu|utilisateur inconnu|usuario (?:desconocido|no existe)|adresse d au moins un destinataire invalide`,
  `name is not recogni[sz]ed|undeliverable address|unknown or illegal alias|not our customer|no such id`,
)

/** The server that reports says so of its own directory: then no command of a transaction need be known. */
export const notInOwnDirectory = anyOf(
  'not listed in …(?:directory|address book)',
  'no … in name directory',
  '000c05a6',
  'recipient name is not recogni[sz]ed',
  'invalid final delivery userid',
  // Exim says no more than that, below the address, and gives the status 5.0.0.
  '(?:^\\s*|@[a-z0-9.-]{3,200} )unknown user(?::|\\.?\\s*$)',
  // Lotus Notes, in Japanese.
  'ディレクトリのリストにありません',
  // The SMTP service of Windows, which adds three numbers.
  'mailbox unavailable \\(-?\\d{5,}:\\d+:',
  'no mailbox here by that name',
  'does not like recipient',
  'resolver\\.adr\\.(?:ex)?recip(?:ient)?notfound',
  'no valid recipients for this mm',
  'user not found',
  'the e-?mail (?:account|address) (?:that )?you (?:tried to reach|entered) (?:does not exist|couldn.?t be found)',
  'wasn.?t found at\\b',
  'the recipient.?s e-?mail address was not found',
  'unknown local part',
  'mail\\.local: (?:unknown|.{0,40}no such user)',
)

export const hasMoved = anyOf(
  'has been replaced by',
  '(?:user|recipient|mailbox|account|address) (?:has |have )?moved',
  'no longer (?:on|at) (?:this )?(?:server|site|company)',
  'moved, no forwarding',
  'please try <[^<>\\s]{3,200}>|user not local; please try',
)

export const hostUnknown = anyOf(
  '(?:unknown|no such|non-?existent) (?:host|domain|mail ?server)\\b',
  '(?:host|domain|domain name|system|mail domain)\\b(?: [^\\s]{1,200})?(?: is| was)? (?:unknown|not (?:found|known)|non-?existent|invalid)',
  'domain is not reachable|domain …(?:does(?: not|n.?t)|must|may not) exist',
  'name or service not known|nodename nor servname|nxdomain|name service error …host not found|dns error: domain name not found|dns server returned answer with no data',
  'un-?routeable (?:mail )?(?:domain|address)',
  'host address lookups failed permanently|point to non-existent hosts|nonexistentdomain',
  'couldn.?t find any host|remote domain doesn.?t exist|mx (?:record )?(?:not found|lookup failed)|no mx (?:record )?found',
  'illegal host/domain name|invalid (?:host|domain)(?: name)?\\b|domain mentioned in …is unknown',
  'could not find a gateway for|bad destination (?:host|system)|(?:destination|recipient).?s? (?:domain|host)… (?:does not exist|not exist|unknown|could not be found)',
  'isn.?t able to find …(?:domain|host)|domain couldn.?t be found|the account or domain may not exist',
)

/** Of a host that takes no mail at all (RFC 7504, RFC 7505). */
export const notAccept = anyOf(
  'null mx',
  'couldn.?t find a mail exchanger or ip',
  'no smtp service|no host found for existing smtp connection',
  '(?:host|domain|server|system|name server)\\b…(?:does not|doesn.?t|do not) (?:accept|receive) (?:any |e-?)?(?:mail|messages)',
  'smtp protocol returned a permanent error',
  'recipient …null mx|does not accept mail \\(nullmx\\)',
)
