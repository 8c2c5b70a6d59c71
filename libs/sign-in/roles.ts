import {
  createParamDecorator,
  SetMetadata,
  type CustomDecorator,
  type ExecutionContext,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal, Role } from './principal.js';

export const ACCESS = 'hawiya:access';

/**
 * Who may call a route: anyone (`public`), anyone but whoever brings a token is known by it (`anybody`), or whoever has
 * one of the roles.
 */
export type Access = 'public' | 'anybody' | readonly Role[];

/** One of these roles is needed. */
export const Roles = (...roles: readonly [Role, ...Role[]]): CustomDecorator => SetMetadata(ACCESS, roles);

/** No sign-in needed. */
export const Public = (): CustomDecorator => SetMetadata(ACCESS, 'public');

/** No sign-in needed; a token that is brought is verified, and names the caller. */
export const Anybody = (): CustomDecorator => SetMetadata(ACCESS, 'anybody');

/** The caller, in a handler's parameters; the guard has seen to it that there is one unless the route is public. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  if (principal === undefined) throw new Error('a public route has no caller');
  return principal;
});
