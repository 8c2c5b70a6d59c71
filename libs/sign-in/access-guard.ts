import { Reflector } from '@nestjs/core';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from '#runtime/problems/problem.js';
import type { Principal, Role } from './principal.js';
import { ACCESS, type Access } from './roles.js';
import { invalidToken } from './token-verifier.js';

const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i;

/** Longest Authorization header worth a look, in characters. */
const MAX_AUTHORIZATION = 16_384;

/** Lets a request through to its handler only as the route says; a route that says nothing lets nobody through. */
export class AccessGuard implements CanActivate {
  private readonly reflector = new Reflector();

  /**
   * @param admit refuses, by throwing, a caller who has the role but lacks what goes with it; given the caller's roles
   * that the route admits
   * @param proven told who sent a request, once the token is verified; may refuse by throwing
   */
  constructor(
    private readonly verify: (token: string) => Promise<Principal>,
    private readonly admit: (principal: Principal, as: readonly Role[]) => void = () => undefined,
    private readonly proven: (request: FastifyRequest, caller: Principal) => Promise<void> = async () =>
      undefined,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access === 'public') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (access === 'anybody' && request.headers.authorization === undefined) return true;
    const principal = await this.verify(tokenOf(request.headers.authorization));
    request.principal = principal;
    await this.proven(request, principal);
    if (access === 'anybody') return true;
    const as = (access ?? []).filter((role) => principal.roles.has(role));
    if (as.length === 0) throw forbidden();
    this.admit(principal, as);
    return true;
  }
}

/** The token of an Authorization header; undefined: there is none worth a look. */
export function bearerIn(authorization: string | undefined): string | undefined {
  if (authorization === undefined || authorization.length > MAX_AUTHORIZATION) return undefined;
  return BEARER.exec(authorization)?.[1];
}

function tokenOf(authorization: string | undefined): string {
  if (authorization === undefined) {
    throw new ProblemError('unauthenticated', { headers: { 'www-authenticate': 'Bearer realm="hawiya"' } });
  }
  const token = bearerIn(authorization);
  if (token === undefined) throw invalidToken('ERR_NO_BEARER');
  return token;
}

function forbidden(): ProblemError {
  return new ProblemError('forbidden', {
    headers: { 'www-authenticate': 'Bearer realm="hawiya", error="insufficient_scope"' },
  });
}
