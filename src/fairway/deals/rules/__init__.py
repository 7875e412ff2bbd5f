"""What decides about companies and deals: policy documents, three small machines, findings. No database, no clock."""
