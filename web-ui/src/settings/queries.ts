import { queryOptions } from "@tanstack/react-query";
import { answer, api, done } from "../api/client";
import type { Labels } from "./grants";

/** Whatever of people somebody may have changed. */
export const PEOPLE = "people";

export interface GrantWish {
  role: string;
  on: Record<string, string>;
}

export const usersQuery = queryOptions({
  queryKey: [PEOPLE, "users"],
  queryFn: ({ signal }) => answer(api.GET("/api/users", { signal })),
});

export const accountQuery = queryOptions({
  queryKey: [PEOPLE, "account"],
  queryFn: ({ signal }) => answer(api.GET("/api/account", { signal })),
});

export const sessionsQuery = queryOptions({
  queryKey: [PEOPLE, "sessions"],
  queryFn: ({ signal }) => answer(api.GET("/api/account/sessions", { signal })),
});

export const ownTokensQuery = queryOptions({
  queryKey: [PEOPLE, "tokens"],
  queryFn: ({ signal }) => answer(api.GET("/api/account/tokens", { signal })),
});

export const allTokensQuery = queryOptions({
  queryKey: [PEOPLE, "all-tokens"],
  queryFn: ({ signal }) => answer(api.GET("/api/tokens", { signal })),
});

const of = (userName: string) => ({ params: { path: { userName } } });

export const createUser = (userName: string, grants: GrantWish[]) =>
  answer(api.POST("/api/users", { body: { userName, grants } }));
export const grantRoles = (userName: string, grants: GrantWish[]) =>
  answer(api.PUT("/api/users/{userName}/grants", { ...of(userName), body: { grants } }));
export const disableUser = (userName: string) => answer(api.POST("/api/users/{userName}/disable", of(userName)));
export const enableUser = (userName: string) => answer(api.POST("/api/users/{userName}/enable", of(userName)));
export const resetPassword = (userName: string) =>
  answer(api.POST("/api/users/{userName}/password", { ...of(userName), body: {} }));
export const linkUser = (userName: string, other: string) =>
  answer(api.POST("/api/users/{userName}/link", { ...of(userName), body: { with: other } }));
export const endSessionsOf = (userName: string) => done(api.DELETE("/api/users/{userName}/sessions", of(userName)));

export const changePassword = (currentPassword: string, newPassword: string) =>
  done(api.POST("/api/account/password", { body: { currentPassword, newPassword } }));
export const endSession = (sessionId: string) =>
  done(api.DELETE("/api/account/sessions/{sessionId}", { params: { path: { sessionId } } }));

export const createToken = (name: string, role: string, on: Labels, expiresAt: string) =>
  answer(api.POST("/api/account/tokens", { body: { name, role, on, expiresAt } }));
export const revokeOwnToken = (tokenId: string) =>
  done(api.DELETE("/api/account/tokens/{tokenId}", { params: { path: { tokenId } } }));
export const revokeToken = (tokenId: string) =>
  done(api.DELETE("/api/tokens/{tokenId}", { params: { path: { tokenId } } }));
