import {
  applyDecorators,
  createParamDecorator,
  HttpCode,
  type NestInterceptor,
  RequestMapping,
  RequestMethod,
  UseInterceptors,
} from '@nestjs/common';
import { UnauthenticatedError } from '@popis/errors';
import type { FastifyRequest } from 'fastify';
import 'reflect-metadata';
import type { z } from 'zod';
import type { Access, Caller } from '../permissions.ts';
import { readInput } from './read-input.ts';

/** A body or answer that is no JSON: it is streamed, and the handler reads or writes it itself. */
export interface Streamed {
  mediaType: string;
  description: string;
}

type Shape = z.ZodObject | undefined;
type Body = z.ZodType | Streamed | undefined;

/** One route: all that HTTP, the guard and the OpenAPI document need to know. Made by {@link defineRoute}. */
export interface RouteDefinition<
  Params extends Shape = Shape,
  Query extends Shape = Shape,
  Headers extends Shape = Shape,
  Given extends Body = Body,
> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api`, parameters in braces: `/classes/{class}/cards`. */
  path: string;
  summary: string;
  description?: string;
  access: Access;
  params?: Params;
  query?: Query;
  /** Header names in lower case. Headers not named here are not looked at. */
  headers?: Headers;
  body?: Given;
  /** Status of success → what is sent. The first one is what the handler answers with unless it says otherwise. */
  responses: Record<number, z.ZodType | Streamed | 'empty'>;
  /** Statuses of problems worth naming in the OpenAPI document, besides 400, 401, 403. */
  problems?: readonly number[];
}

type OutputOf<S> = S extends z.ZodType ? z.output<S> : undefined;

/** What {@link Input} gives a handler: the parsed parts of the request. A streamed body stands in `body` as it came. */
export interface InputOf<Route> {
  params: Route extends { params?: infer S } ? OutputOf<S> : undefined;
  query: Route extends { query?: infer S } ? OutputOf<S> : undefined;
  headers: Route extends { headers?: infer S } ? OutputOf<S> : undefined;
  body: Route extends { body?: infer S } ? (S extends z.ZodType ? z.output<S> : unknown) : undefined;
}

const routeKey = Symbol('route');

/** Handlers of routes that take nothing have no `@Input()` that would refuse what comes with a request all the same. */
const refuseInput: NestInterceptor = {
  intercept(context, next) {
    const route = findRoute(context.getHandler());
    if (route !== undefined) readInput(route, context.switchToHttp().getRequest<FastifyRequest>());
    return next.handle();
  },
};

/** Declares a route; the types of its schemas reach the handler through {@link InputOf}. */
export function defineRoute<
  const Params extends Shape = undefined,
  const Query extends Shape = undefined,
  const Headers extends Shape = undefined,
  const Given extends Body = undefined,
>(route: RouteDefinition<Params, Query, Headers, Given>): RouteDefinition<Params, Query, Headers, Given> {
  return route;
}

/**
 * Binds a handler to a route. Every handler needs it: the guard refuses one without.
 *
 * @example
 * class ClassesController {
 *   \@Route(getClassRoute)
 *   get(@Input() input: InputOf<typeof getClassRoute>, @CurrentCaller() caller: Caller) { … }
 * }
 */
export function Route(route: RouteDefinition): MethodDecorator {
  const status = Number(Object.keys(route.responses)[0] ?? 200);
  const { params, query, headers, body } = route;
  const takesNothing = [params, query, headers, body].every((part) => part === undefined);
  return applyDecorators(
    ...(takesNothing ? [UseInterceptors(refuseInput)] : []),
    RequestMapping({
      method: RequestMethod[route.method],
      path: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    }),
    HttpCode(status),
    (_target: object, _key: string | symbol, descriptor: PropertyDescriptor) => {
      Reflect.defineMetadata(routeKey, route, descriptor.value);
    },
  );
}

/** The route that a handler was bound to. */
export function findRoute(handler: object): RouteDefinition | undefined {
  return Reflect.getMetadata(routeKey, handler);
}

/** The request's parameters, query, headers and body as the route's schemas parsed them; all faults at once. */
export const Input = createParamDecorator((_: unknown, context) => {
  const route = findRoute(context.getHandler());
  if (route === undefined) throw new TypeError('A handler that takes @Input() needs @Route()');
  return readInput(route, context.switchToHttp().getRequest<FastifyRequest>());
});

/** Who is asking. Not to be had on a route that is open to anyone. */
export const CurrentCaller = createParamDecorator((_: unknown, context): Caller => {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
  if (caller === undefined) throw new UnauthenticatedError('Sign in first');
  return caller;
});

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard, on every route that is not open to anyone. */
    caller?: Caller;
  }
}
