/** Accounts: what counts the bytes written. */
package io.flowexporter.core.account;
