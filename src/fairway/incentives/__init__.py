"""Incentives: programmes, runs, periods and statements; what partners earn, booked and shown."""
