/** What files are, in words that stand after "says it is" and "is". */
export type Family = {
  words: string
  /** why it is not to be opened without a thought; null for what cannot act */
  risk: 'program' | 'script' | 'macros' | 'shortcut' | 'page' | 'archive' | null
  endings: readonly string[]
  types: readonly (string | RegExp)[]
}

const family = (
  words: string,
  risk: Family['risk'],
  endings: string,
  ...types: (string | RegExp)[]
): Family => ({ words, risk, endings: endings === '' ? [] : endings.split(' '), types })

const OPEN_XML = 'application/vnd.openxmlformats-officedocument'

/** Ordered: the first that fits counts. Two families of one name are the same to a reader. */
export const FAMILIES: readonly Family[] = [
  family('a PDF', null, 'pdf', 'application/pdf', 'application/x-pdf'),
  family(
    'a Windows program',
    'program',
    'exe scr com pif cpl dll sys xll msi msp msix appx application gadget',
    'application/x-msdownload',
    'application/x-msdos-program',
    'application/vnd.microsoft.portable-executable',
    'application/x-dosexec',
    'application/x-msi',
  ),
  family(
    'a Linux program',
    'program',
    'elf so run appimage',
    'application/x-elf',
    'application/x-executable',
  ),
  family(
    'a Mac program',
    'program',
    'app dmg pkg',
    'application/x-mach-binary',
    'application/x-apple-diskimage',
  ),
  family('a Java program', 'program', 'jar class', 'application/java-archive', 'application/java-vm'),
  family(
    'a program',
    'program',
    'wasm apk deb rpm',
    'application/wasm',
    'application/vnd.android.package-archive',
  ),
  family(
    'a script',
    'script',
    'bat cmd ps1 psm1 vbs vbe js jse mjs wsf wsh wsc sct hta sh bash py pl rb reg inf msh scf',
    'text/javascript',
    'application/javascript',
    'application/x-sh',
    'application/hta',
    'text/x-python',
  ),
  family(
    'a shortcut',
    'shortcut',
    'lnk url desktop webloc library-ms search-ms settingcontent-ms',
    'application/x-ms-shortcut',
    'application/internet-shortcut',
  ),
  family(
    'an Office document with macros',
    'macros',
    'docm dotm xlsm xltm xlam xlsb pptm potm ppam ppsm sldm',
    /macroenabled/,
    'application/vnd.ms-excel.sheet.binary.macroenabled.12',
  ),
  family('a help file that can run programs', 'program', 'chm', 'application/vnd.ms-htmlhelp'),
  family('a note that can hold programs', 'program', 'one', 'application/onenote'),
  family(
    'a web page',
    'page',
    'html htm xhtml shtml mht mhtml svg',
    'text/html',
    'application/xhtml+xml',
    'image/svg+xml',
  ),
  family('a disk image', 'archive', 'iso img vhd vhdx', 'application/x-iso9660-image'),
  family(
    'a Word document',
    null,
    'docx dotx',
    `${OPEN_XML}.wordprocessingml.document`,
    `${OPEN_XML}.wordprocessingml.template`,
  ),
  family(
    'an Excel workbook',
    null,
    'xlsx xltx',
    `${OPEN_XML}.spreadsheetml.sheet`,
    `${OPEN_XML}.spreadsheetml.template`,
  ),
  family('a PowerPoint presentation', null, 'pptx potx ppsx', `${OPEN_XML}.presentationml.presentation`),
  family(
    'an old Office document',
    null,
    'doc xls ppt dot xlt pot msg',
    'application/msword',
    'application/vnd.ms-excel',
    'application/vnd.ms-powerpoint',
    'application/x-cfb',
  ),
  family('an OpenDocument file', null, 'odt ods odp odg', /^application\/vnd\.oasis\.opendocument\./),
  family(
    'an archive',
    'archive',
    'zip 7z rar gz tgz bz2 xz tar cab zst lz4',
    'application/zip',
    'application/x-zip-compressed',
    'application/x-7z-compressed',
    'application/x-rar-compressed',
    'application/gzip',
    'application/x-gzip',
    'application/x-tar',
    'application/x-bzip2',
    'application/x-xz',
    'application/vnd.ms-cab-compressed',
    'application/zstd',
  ),
  family('a rich text', null, 'rtf', 'application/rtf', 'text/rtf'),
  family('a JPEG picture', null, 'jpg jpeg jpe', 'image/jpeg', 'image/jpg'),
  family('a PNG picture', null, 'png', 'image/png', 'image/apng'),
  family('a GIF picture', null, 'gif', 'image/gif'),
  family('a picture', null, 'tif tiff bmp webp heic', /^image\//),
  family('a recording', null, 'mp3 wav m4a ogg mp4 mov avi wmv mkv', /^(?:audio|video)\//),
  family('a mail', null, 'eml', 'message/rfc822'),
  family('a calendar entry', null, 'ics', 'text/calendar'),
  family('an OpenPGP file', null, 'asc pgp gpg sig', /^application\/pgp-/),
  family('an S/MIME file', null, 'p7m p7s p7c', /^application\/(?:x-)?pkcs7-/),
  family('data', null, 'json xml csv', 'application/json', 'text/csv', 'application/xml', 'text/xml'),
  family('a text', null, 'txt log md text', 'text/plain'),
]

/** The family of a declared or found type; undefined where it is of none, or says nothing. */
export const familyOfType = (type: string): Family | undefined =>
  FAMILIES.find(({ types }) => types.some((one) => (typeof one === 'string' ? one === type : one.test(type))))

/** The family of a name, by its ending. */
export function familyOfName(name: string): Family | undefined {
  const ending = /\.([a-z0-9-]{1,20})$/i.exec(name)?.[1]?.toLowerCase()
  return ending === undefined ? undefined : FAMILIES.find(({ endings }) => endings.includes(ending))
}
