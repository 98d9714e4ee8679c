import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** PEM texts for a TLS server. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/**
 * A new self-signed certificate for these host names. No browser trusts it by itself.
 *
 * @param valid begin and end in hours from now; by default a day around now
 */
export function selfSignedCertificate(
  hostNames: readonly string[],
  valid: readonly [from: number, to: number] = [-12, 12],
): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const toBeSigned = sequence(
    context(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    name(hostNames[0] ?? 'localhost'),
    sequence(...valid.map(time)),
    name(hostNames[0] ?? 'localhost'),
    publicKey.export({ type: 'spki', format: 'der' }),
    context(3, sequence(alternativeNames(hostNames))),
  );
  const signature = bitString(sign('sha256', toBeSigned, privateKey));
  const der = sequence(toBeSigned, ECDSA_WITH_SHA256, signature);
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
  };
}

/** One ASN.1 value in DER: tag, length, content. */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const bytes = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function integer(content: Buffer): Buffer {
  return der(0x02, content);
}

function context(number: number, content: Buffer): Buffer {
  return der(0xa0 + number, content);
}

function bitString(content: Buffer): Buffer {
  return der(0x03, Buffer.concat([Buffer.from([0]), content]));
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));
const COMMON_NAME = oid('550403');
const SUBJECT_ALTERNATIVE_NAME = oid('551d11');

function name(commonName: string): Buffer {
  return sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(commonName)))));
}

function alternativeNames(hostNames: readonly string[]): Buffer {
  const names = hostNames.map((hostName) => der(0x82, Buffer.from(hostName)));
  return sequence(SUBJECT_ALTERNATIVE_NAME, der(0x04, sequence(...names)));
}

function time(hoursFromNow: number): Buffer {
  const text = new Date(Date.now() + hoursFromNow * 3_600_000).toISOString();
  return der(0x17, Buffer.from(`${text.slice(2, 19).replace(/[-T:]/g, '')}Z`));
}
