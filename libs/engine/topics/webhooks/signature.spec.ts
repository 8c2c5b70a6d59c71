import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { signedHeaders } from './signature.js';

const key = (base64: string) => Buffer.from(base64, 'base64');

it("signs the specification's own example as its libraries do", () => {
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: Buffer.from('{"test": 2432232314}') };
  expect(
    signedHeaders(message, [key('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')], new Date(1_614_265_330_999)),
  ).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

it('is believed by the official library, by whoever knows either key, and by nobody else', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.json(), (id, text) => {
      const [current, former] = [randomBytes(32), randomBytes(24)];
      const body = Buffer.from(text);
      const headers = signedHeaders({ id, body }, [current, former], new Date());
      const verify = (secret: Buffer, payload: string) =>
        new Webhook(`whsec_${secret.toString('base64')}`).verify(payload, headers);
      for (const secret of [current, former]) expect(verify(secret, text)).toEqual(JSON.parse(text));
      expect(() => verify(randomBytes(32), text)).toThrow('No matching signature');
      expect(() => verify(current, `${text} `)).toThrow('No matching signature');
    }),
  );
});
