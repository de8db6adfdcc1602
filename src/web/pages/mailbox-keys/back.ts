export const BACK = { href: '/agency/mailboxes', text: 'Back to mailboxes and their keys' }
