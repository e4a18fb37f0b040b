import { createServer, type Server } from 'node:http';

/** Stands where Stripe's API would: it answers every request with an error in Stripe's own shape. */
export function createStripeStandIn(): Server {
  return createServer((request, response) => {
    request.resume();
    const path = (request.url ?? '/').split('?')[0];
    const message = `NotImplemented: the local run does not implement ${request.method} ${path} of Stripe`;
    // The SDK takes a 404 with an unknown body for a success and repeats a 5xx, so this is neither.
    response.writeHead(400, { 'content-type': 'application/json', 'stripe-should-retry': 'false' });
    response.end(JSON.stringify({ error: { type: 'invalid_request_error', code: 'not_implemented', message } }));
  });
}
